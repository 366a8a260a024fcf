#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# What the benchmark compares: each class sets one switch up between devices
# that are there, with one way to say what a port is, and takes it away.
# Used by run.py, in the VM.

"""vswitch and its peers: the floor, tc, the Linux bridge, Open vSwitch."""

import os

import policies
from pktgen import ip, run, until

# Room for the largest case, at whoever has a limit.
ENTRIES = 1048576


class Peer:
    """Ports are (device, VLAN): None, ('access', VID) or ('trunk', VID)."""

    name = ''
    host = ''       # the device that is the host's own port
    vlans = False   # whether it can switch frames with tags
    pair = False    # whether it knows two ports only, and no addresses
    rules = False   # whether it can have a policy
    shared = ''     # takes a frame as it is, also where pktgen keeps one, too
    shows_unknown = False   # the host gets unknown unicast, too
    lists = ENTRIES # the largest database that it can list in good time

    def start(self, ports):
        """Make the switch."""

    def stop(self):
        """Take it away, and all that it knew."""

    def enforce(self, policy, dev, out):
        """Have what enters by a device pass the rules of a policy; out is
        where it leaves."""

    def slower(self, case):
        """To send fewer frames, by how much, for they take so long."""
        return 1

    def rest(self, case):
        """What it needs to be left alone for, between teaching and frames."""

    def database(self):
        """All addresses that it knows, a line each; None: it knows none."""

    def can(self, case):
        """Whether it does at all what the case asks for."""
        if case.policy:
            return self.rules
        if self.pair:
            return case.pair
        return self.vlans or not case.vlan


class Floor(Peer):
    """The module of floor/, in one of its modes."""

    def insert(self, mode, ins, outs=(), **more):
        """With the devices that frames enter by, and leave by."""
        words = [f'mode={mode}', 'from=' + ','.join(ins)]
        if outs:
            words.append('to=' + ','.join(outs))
        run('insmod', os.environ['BENCH_FLOOR'], *words,
            *(f'{key}={value}' for key, value in more.items()))

    def stop(self):
        run('rmmod', 'floor')


class Through(Floor):
    """Gives the frames of the first port to the others."""

    pair = True

    def __init__(self, mode):
        self.name, self.mode = mode, mode

    def can(self, case):
        # The kernel takes no longer list as a module's parameter.
        return case.pair or (self.mode == 'driver' and case.flood and
                             case.out <= 64)

    def start(self, ports):
        (first, _), *others = ports
        self.insert(self.mode, [first], [dev for dev, _ in others])


class Drop(Floor):
    """Frees all that the first port receives, which is what others are
    measured from."""

    def __init__(self, shared):
        self.shared = shared

    def start(self, ports):
        self.insert(self.shared or 'drop', [ports[0][0]])


class Vswitch(Peer):
    name, host, vlans, rules = 'vswitch', 'vsw0', True, True

    def start(self, ports):
        run('insmod', os.environ['VSW_KO'])
        lines = [f'switch add vsw0 ageing 0 max-fdb {ENTRIES} port-max-fdb 0']
        for dev, vlan in ports:
            lines.append(f'port add vsw0 {dev} '
                         + ' '.join(str(word) for word in vlan or ()))
        for line in lines[:1]:
            run('vswitchctl', *line.split())
        run('vswitchctl', '-b', '-', text='\n'.join(lines[1:]) + '\n')
        ip('link set vsw0 up')

    def enforce(self, policy, dev, out):
        lines = ['acl add vsw0 bench',
                 *policies.vswitch(policy, 'vsw0', 'bench'),
                 f'acl bind vsw0 bench ingress {dev} default deny']
        run('vswitchctl', '-b', '-', text='\n'.join(lines) + '\n')

    def database(self):
        return run('vswitchctl', 'fdb', 'show', 'vsw0')

    def stop(self):
        run('vswitchctl', 'switch', 'del', 'vsw0')
        run('rmmod', 'vswitch')


class Tc(Peer):
    """matchall and mirred, with the vlan action where tags are asked for."""

    name, vlans, pair, shared = 'tc', True, True, 'drop-shared'

    def can(self, case):
        return not case.policy and (case.pair or case.vlan)

    def start(self, ports):
        (dev, vlan), (out, out_vlan) = ports[:2]
        words = f'filter add dev {dev} ingress matchall action'
        if vlan and vlan[0] != out_vlan[0]:
            words += (f' vlan push id {vlan[1]} pipe action'
                      if vlan[0] == 'access' else ' vlan pop pipe action')
        run('tc', 'qdisc', 'add', 'dev', dev, 'clsact')
        run('tc', *words.split(), 'mirred', 'egress', 'redirect', 'dev', out)
        self.dev = dev

    def stop(self):
        run('tc', 'qdisc', 'del', 'dev', self.dev, 'clsact')


class Bridge(Peer):
    host = 'br0'
    lists = 100000  # for each part of the list, it walks over all before it

    def __init__(self, filtering):
        self.name = 'bridge-vlan' if filtering else 'bridge'
        self.vlans = filtering

    def start(self, ports):
        # Ageing is what nothing reaches, for 0 would mean to forget at once.
        ip('link add br0 type bridge ageing_time 100000000 '
           f'vlan_filtering {int(self.vlans)}',
           *(f'link set {dev} master br0' for dev, vlan in ports),
           'link set br0 up')
        lines = []
        for dev, vlan in ports:
            if vlan:
                lines.append(f'vlan del dev {dev} vid 1')
                lines.append(f'vlan add dev {dev} vid {vlan[1]}' +
                             (' pvid untagged' if vlan[0] == 'access' else ''))
        if lines:
            run('bridge', '-batch', '-', text='\n'.join(lines) + '\n')
        # Ports forward from when a work item has seen their carrier.
        for dev, _ in ports:
            until(f'{dev} forwards', lambda dev=dev: self.forwards(dev))

    @staticmethod
    def forwards(dev):
        with open(f'/sys/class/net/{dev}/brport/state') as file:
            return file.read().strip() == '3'

    def database(self):
        return run('bridge', 'fdb', 'show', 'br', 'br0')

    def stop(self):
        ip('link del br0')


class Nft(Bridge):
    """The bridge, and nftables where it forwards: a rule for each rule."""

    rules = True

    def __init__(self):
        super().__init__(False)
        self.name = 'nft'

    def can(self, case):
        return bool(case.policy)

    def text(self, policy):
        return policies.nft([], policies.nft_linear(policy))

    def enforce(self, policy, dev, out):
        run('nft', '-f', '-', text=self.text(policy))

    def slower(self, case):
        # Some 200 instructions for each rule.
        return max(case.policy.count // 500, 1)

    def stop(self):
        run('nft', 'flush', 'ruleset')
        super().stop()


class NftSets(Nft):
    """The same with rules that look up in sets."""

    def __init__(self):
        super().__init__()
        self.name = 'nft-sets'

    def text(self, policy):
        return policies.nft(*policies.nft_sets(policy))

    def slower(self, case):
        return 1


class Flower(Tc):
    """Filters that redirect what is allowed; it knows no addresses."""

    name, rules = 'flower', True

    def can(self, case):
        return bool(case.policy)

    def start(self, ports):
        self.dev = ports[0][0]
        run('tc', 'qdisc', 'add', 'dev', self.dev, 'clsact')

    def enforce(self, policy, dev, out):
        run('tc', '-batch', '-',
            text='\n'.join(policies.flower(policy, dev, out)) + '\n')

    def slower(self, case):
        # Ranges are in lists.
        return 20 if case.policy.has_rich else 1


class Ovs(Peer):
    """The kernel's datapath with the daemons of the package, as they come:
    the one flow that a new bridge has is NORMAL."""

    name, host, vlans, rules = 'ovs', 'ovs0', True, True
    shows_unknown = True
    running = False

    @staticmethod
    def version():
        return run('ovs-vsctl', '--version').split('\n')[0].split()[-1]

    def daemons(self):
        """Start them, once."""
        if Ovs.running:
            return
        os.makedirs('/run/openvswitch', exist_ok=True)
        run('/usr/share/openvswitch/scripts/ovs-ctl', 'start',
            '--system-id=bench', '--no-monitor')
        Ovs.running = True

    def can(self, case):
        # Each new address is asked about in user space.
        return case.known + case.teach < 100000

    def start(self, ports):
        self.daemons()
        words = ['add-br', 'ovs0', '--', 'set', 'bridge', 'ovs0',
                 f'other_config:mac-table-size={ENTRIES}',
                 'other_config:mac-aging-time=3600']
        for dev, vlan in ports:
            words += ['--', 'add-port', 'ovs0', dev]
            if vlan:
                words.append(('tag' if vlan[0] == 'access' else 'trunks')
                             + f'={vlan[1]}')
        run('ovs-vsctl', *words)
        ip('link set ovs0 up')

    def enforce(self, policy, dev, out):
        run('ovs-ofctl', 'del-flows', 'ovs0')
        run('ovs-ofctl', 'add-flows', 'ovs0', '-',
            text='\n'.join(policies.openflow(policy, dev)) + '\n')

    def rest(self, case):
        # It keeps some 10,000 flows, and those by which it was taught for ten
        # seconds.
        if case.known + case.teach > 5000:
            until('ovs forgets flows', lambda: 'flows: 0\n' in run(
                'ovs-appctl', 'dpctl/show'))

    def database(self):
        return run('ovs-appctl', 'fdb/show', 'ovs0')

    def stop(self):
        run('ovs-vsctl', 'del-br', 'ovs0')


PEERS = [Vswitch(), Through('driver'), Through('queue'), Tc(), Bridge(False),
         Bridge(True), Nft(), NftSets(), Flower(), Ovs()]
