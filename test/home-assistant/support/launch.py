"""Starts Home Assistant with a PATH that the test chooses.

A Home Assistant in a chroot gets a PATH of its own, so the choice travels in
TEST_NODE_FOLDER: the folder of a Node.js to find, or nothing, and then no folder
that holds one is left.
"""

import os
import runpy
import sys

folder = os.environ.pop("TEST_NODE_FOLDER", "")
folders = os.environ["PATH"].split(os.pathsep)
if folder:
    folders.insert(0, folder)
else:
    folders = [one for one in folders if not os.path.exists(os.path.join(one, "node"))]
os.environ["PATH"] = os.pathsep.join(folders)

sys.argv[0] = "hass"
runpy.run_module("homeassistant", run_name="__main__")
