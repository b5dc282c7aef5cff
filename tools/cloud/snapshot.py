"""A deployed cloud that was stopped and is copied: a cloud for tests starts from it in seconds, without SAM.

It is made anew when the sources change. Origins hold the port of the cloud that was deployed; a copy has its own.
"""

import json
import os
import shutil
from pathlib import Path

from tools.cloud import deployment, ministack
from tools.cloud.places import Cloud, free_port
from tools.cloud.report import Failure, step

NAME = "deployed"
STATE = ("state", "s3")


def prepare() -> None:
    """Deploy both stacks as the sources are now, unless that was done before."""
    cloud = Cloud(NAME, free_port(NAME))
    with ministack.alone(cloud, wait=True):
        sources = deployment.sources_hash()
        if _made_of(cloud) == sources:
            return
        ministack.drop(cloud)
        _whole(cloud).unlink(missing_ok=True)
        try:
            with step("starting a local cloud to deploy to"):
                ministack.start(cloud)
            deployment.deploy(cloud)
        finally:
            ministack.stop(cloud, keep=False)
        if ministack.was_killed(cloud):
            raise Failure(f"The local cloud was killed before it saved what was deployed; {cloud.log} may say why.")
        _whole(cloud).write_text(json.dumps({"sources": sources, "port": cloud.port}))


def copy_to(cloud: Cloud) -> bool:
    """Give a cloud without a state what is deployed; return whether there is a copy of the present sources."""
    kept = Cloud(NAME, 0)
    kept.folder.mkdir(parents=True, exist_ok=True)
    with ministack.alone(kept, wait=True):
        if (cloud.folder / "state").exists() or _made_of(kept) != deployment.sources_hash():
            return False
        for name in STATE:
            shutil.copytree(kept.folder / name, cloud.folder / name, dirs_exist_ok=True)
        shutil.rmtree(cloud.folder / "stage", ignore_errors=True)
        shutil.copytree(kept.folder / "stage", cloud.folder / "stage", copy_function=os.link)
        port = int(json.loads(_whole(kept).read_text())["port"])
    for file in (cloud.folder / "state").rglob("*.json"):
        text = file.read_text(encoding="utf-8")
        for added in (500, 0):  # the stand-in for the organisation's web, the cloud itself
            text = text.replace(f":{port + added}", f":{cloud.port + added}")
        file.write_text(text, encoding="utf-8")
    return True


def drop() -> None:
    """Forget what is deployed: the next start deploys anew."""
    cloud = Cloud(NAME, 0)
    cloud.folder.mkdir(parents=True, exist_ok=True)
    with ministack.alone(cloud, wait=True):
        _whole(cloud).unlink(missing_ok=True)


def _made_of(cloud: Cloud) -> str | None:
    """Return the hash of the sources that are deployed, or None."""
    return str(json.loads(_whole(cloud).read_text())["sources"]) if _whole(cloud).exists() else None


def _whole(cloud: Cloud) -> Path:
    """Written last: without it the state is half a state."""
    return cloud.folder / "deployed.json"
