"""Debian's Slurm: a controller and two nodes on this machine, in a folder of their own."""
import getpass
import os
import pathlib
import re
import signal
import socket
import subprocess

from ports import free_ports
from support import EXAMPLES, GUARD, SHARDS, case, check, contains, equal

# What a task that is requeued waits for is the end of its credential: the least is 5 seconds. Without
# systemd there are no control groups to track processes with.
CONFIGURATION = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,bf_interval=1
ReturnToService=0
KillWait=1
MpiDefault=none
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1 RealMemory=1000
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1 RealMemory=1000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
"""


class Cluster:
    """Running as long as it is entered."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder.path / "slurm"
        self.processes = {}

    def __enter__(self):
        for name in ("munge", "state", "spool-n1", "spool-n2"):
            (self.path / name).mkdir(parents=True)
        (self.path / "munge").chmod(0o700)
        key = self.path / "munge/key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        configuration = self.path / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(
            host=socket.gethostname(), user=getpass.getuser(), folder=self.path, ports=free_ports(3)))
        # All that belongs to this cluster, and only that, has this in its environment.
        self.folder.environment["SLURM_CONF"] = str(configuration)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        munge = self.path / "munge"
        self.daemon("munged", "munged", "-F", "-f", f"--key-file={munge}/key", f"--socket={munge}/socket",
                    f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        self.folder.wait((munge / "socket").exists, "munged")
        self.daemon("slurmctld", "slurmctld", "-D")
        for node in ("n1", "n2"):
            self.daemon(node, "slurmd", "-D", "-N", node, TCE_TEST_NODE=node)
        self.folder.wait(lambda: self.states() == {"n1": "idle", "n2": "idle"},
                         f"the nodes; see {self.logs()}")

    def daemon(self, name, program, *words, **more):
        with open(self.path / f"{name}.log", "wb") as log:
            self.processes[name] = subprocess.Popen(  # pylint: disable=consider-using-with
                [found(program), *words], env={**self.folder.environment, **more}, stdout=log,
                stderr=subprocess.STDOUT, cwd=self.path)

    def logs(self):
        return {name: (self.path / f"{name}.log").read_bytes()[-500:] for name in self.processes}

    def states(self):
        done = subprocess.run(["sinfo", "-h", "-N", "-o", "%N %t"], env=self.folder.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=GUARD, check=False)
        return dict(line.split() for line in done.stdout.decode().splitlines())

    def kill(self, *wanted):
        """Kills the processes of this cluster with all of these in their environment."""
        wanted = [f"SLURM_CONF={self.folder.environment['SLURM_CONF']}", *wanted]
        for process in pathlib.Path("/proc").iterdir():
            try:
                environment = (process / "environ").read_bytes().decode(errors="replace").split("\0")
                if process.name.isdigit() and all(each in environment for each in wanted):
                    os.kill(int(process.name), signal.SIGKILL)
            except OSError:
                pass  # it has ended, or is another user's

    def __exit__(self, *_):
        self.kill()
        for process in self.processes.values():
            process.kill()
            process.wait()


def found(program):
    """Daemons are in folders that PATH may lack."""
    places = [f"{folder}/{program}" for folder in ("/usr/sbin", "/sbin")]
    return next((place for place in places if os.path.exists(place)), program)


def node_of(folder, shard):
    return re.findall(r"on (n\d), restart", log_of(folder, shard))[-1]


def log_of(folder, shard):
    return (folder.path / f"out/log/shard-{shard}.txt").read_text()


def submit(folder):
    said = folder.run(EXAMPLES / "slurm.sh", folder.path / "out", folder.path / "inputs").decode()
    equal(re.sub(r"job \d+", "job", said), f"{SHARDS} shards: job; merged by job\n", "submission")


@case
def slurm_survives_a_killed_task_and_a_dead_node(folder):
    """Eight shards: a task is killed in the middle and requeued, then a node dies with its task."""
    folder.inputs()
    folder.fault(1, "stop")
    folder.fault(3, "stop")
    with Cluster(folder) as cluster:
        submit(folder)
        first = folder.stopped(1)
        # While it hangs on one node, the other one does the tasks before and after it, up to shard 3.
        folder.stopped(3)
        os.kill(first, signal.SIGKILL)
        node = node_of(folder, 3)
        check(node != node_of(folder, 1), "both on one node")
        # As if its power was cut: the daemon, and what it has started.
        cluster.kill(f"TCE_TEST_NODE={node}")
        folder.run("scontrol", "update", f"nodename={node}", "state=down", "reason=test")
        cluster.kill(f"SLURMD_NODENAME={node}")
        folder.wait((folder.path / "out/reports.ndjson").exists, f"the merge; see {cluster.logs()}")
        contains(cluster.states()[node], "down", "node")
    restarts = {shard: log_of(folder, shard).count(", restart ") - 1 for shard in range(SHARDS)}
    equal(restarts, {shard: int(shard in (1, 3)) for shard in range(SHARDS)}, "restarts")
    contains(log_of(folder, 1), "shard 1 failed with status 137\n", "killed task")
    for shard in (1, 3):
        print(log_of(folder, shard), end="")
    folder.same_as_one_process(folder.path / "out")
