"""Fork-server kernels: a fresh IPython kernel in a hundredth of a second, isolated as any other.

A kernel that is started the usual way spends most of its start on imports. Here one process, the
*server*, has imported the packages that notebooks use, and forks a kernel per notebook. A forked
kernel is a process of its own with the caller's environment, working directory and arguments; what
a notebook does to it, no other notebook sees.

- `forkkernel.spawner.ForkServer` starts a server and forks kernels from it.
- `forkkernel.provisioner.ForkServerProvisioner` lets `jupyter_client` do so; its entry point is
  ``fork-server``.
- `forkkernel.manager.ForkKernelManager` is a kernel manager over it that waits for events, never
  for fixed times.
- `forkkernel.engine.ForkServerEngine` is a papermill engine over both.

Linux only; where fork servers cannot be had, `spawner.unavailable` says why, and the provisioner
starts a kernel the usual way.

Some things differ from a kernel that was started anew, and cannot be otherwise: modules that the
server has imported are in ``sys.modules`` from the beginning, so warnings that they give while they
are imported appear in the server's log, and their filters of warnings stand in the order of its
imports; all kernels of one server share Python's hash seed; resource limits and scheduling are the
server's. Standard input is empty, where `jupyter_client` leaves an open pipe.
"""
