# SPDX-License-Identifier: GPL-2.0
#
# What the rules of an ACL may cost a frame at most: one rule more is refused
# when it would take effect, at once or at the commit. Called by agent.py.

from acl_words import TCP, addr, match
from acls import Acls, not_committed, refuse
from lab import MAC

MOST = 1024             # shapes of an ACL, and rules of one key


FIELDS = (match("smac", {"mac": MAC % 1}), match("dmac", {"mac": MAC % 2}),
          match("vid", 7), match("pcp", 3), match("dscp", 46),
          match("sport", 1000), match("dport", 80), match("in-port", 1))
# As many bits of the source as there are shapes of addresses.
PREFIXES = ((), [addr("192.0.2.1")], [addr("192.0.2.0", 24)],
            [addr("0.0.0.0", 16)], [addr("0.0.0.0", 8)])


def unlike(i):
    """Each is a shape of its own: which fields there are, and how much of an
    address."""
    i -= 1
    matches = [match("proto", TCP)] + [
        field for n, field in enumerate(FIELDS) if i >> n & 1]
    prefix = PREFIXES[i >> len(FIELDS)]
    return matches + [match("src", *prefix)] * bool(prefix)


def alike(i):
    """All have one key, in which none of what they match is."""
    return [match("proto", TCP), match("dport", i, negate=1)]


def acl_price(lab):
    """So many shapes, and so many rules of one key, and not one more."""
    acls = Acls(lab)
    acls("txn-abort", id=lab.txn)
    for make, field, text in ((unlike, "shapes", "1024 shapes"),
                              (alike, "depth", "1024 rules of one key")):
        acls("acl-add", name=field)
        lab.begin()
        for i in range(1, MOST + 1):
            acls("rule-add", acl=field, match=make(i), txn=lab.txn)
        acls("txn-commit", id=lab.txn)
        lab.equal(field, acls("acl-get", name=field)[0][field], MOST)
        before = lab.picture(("id",))
        refuse(lab, acls, "rule-add", {"acl": field, "match": make(
            MOST + 1)}, "ENOSPC", text, blames=False)
        lab.unchanged("one more", before, ("id",))
        lab.begin()
        acls("rule-add", acl=field, match=make(MOST + 1), txn=lab.txn)
        about = not_committed(lab, "one more", lab.nl.encode(
            "txn-commit", {"switch": acls.sw0, "id": lab.txn}), "ENOSPC")
        lab.equal("whose it is", [(a["object"], a["port_name"])
                                  for a in about], [("acl", field)])
        # In the place of another there is room.
        lab.begin()
        acls("rule-del", acl=field, handle=1, txn=lab.txn)
        acls("rule-add", acl=field, match=make(MOST + 1), txn=lab.txn)
        acls("txn-commit", id=lab.txn)
        lab.equal("in the place of another",
                  acls("acl-get", name=field)[0][field], MOST)
