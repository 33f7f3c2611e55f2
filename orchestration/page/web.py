"""The Dagster page with the dictionary under the same address: ``/dictionary``.

Dagster's own program serves no files of ours, and a browser follows no link from a page of a server
to a file of a disk. Under one address there is one port to open, and one login in front of both.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import uvicorn
from dagster import DagsterInstance
from dagster import __version__ as dagster_version
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from orchestration.home import Home, find_home
from orchestration.page.dictionary import DICTIONARY

POLL_MILLISECONDS = 2000
NOT_HERE = (
    "There is no such page in the dictionary. It is written within two minutes of a publication,"
    " and tells of what is published alone; begin at /dictionary/index.html\n"
    "אין דף כזה במילון. המילון נכתב בתוך שתי דקות מכל פרסום, ומתאר רק את מה שפורסם;"
    " ההתחלה: /dictionary/index.html\n"
)


class _Files(StaticFiles):
    """The folder as it is at each request: it is replaced whole, and need not be there yet."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            return PlainTextResponse(NOT_HERE, 404)


def page_of(home: Home, dagster: ASGIApp) -> Starlette:
    """The page as an application: Dagster's, which answers all else itself, and the dictionary."""
    files = _Files(directory=home.dictionary, html=True, check_dir=False)
    return Starlette(
        routes=[Mount(DICTIONARY, files), Mount("/", dagster)],
        lifespan=_lifespan,
    )


@contextlib.asynccontextmanager
async def _lifespan(_: Starlette) -> AsyncIterator[None]:
    # Told to end, the server cancels this too, and would show that as an error.
    with contextlib.suppress(asyncio.CancelledError):
        yield


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workspace", required=True)
    told = parser.parse_args()
    with DagsterInstance.get() as instance:
        # As Dagster's own program does: how long to wait for its database, and how many lines.
        instance.optimize_for_webserver(15000, 60 * 60, 20)
        with WorkspaceProcessContext(
            instance,
            version=dagster_version,
            read_only=False,
            workspace_load_target=WorkspaceFileTarget([told.workspace]),
        ) as context:
            dagster = create_app_from_workspace_process_context(
                context, live_data_poll_rate=POLL_MILLISECONDS
            )
            home = find_home()
            home.dictionary.mkdir(parents=True, exist_ok=True)
            uvicorn.run(page_of(home, dagster), host=told.host, port=told.port, log_level="warning")


if __name__ == "__main__":
    main()
