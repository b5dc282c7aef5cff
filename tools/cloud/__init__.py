"""The local cloud: the same templates as on AWS, deployed by SAM to MiniStack on this machine.

`python -m tools.cloud` is what the Makefile calls. A cloud has a name (`up` to live with, `test`, `bench`) and
with it a port and a folder of its own below `build/cloud/`, so that several run beside one another.
"""
