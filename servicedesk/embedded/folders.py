"""Where things lie: the data folder, its socket folder, and the OS user that PostgreSQL runs as."""

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from servicedesk.embedded.errors import EmbeddedError

SOCKET_PATH_LIMIT = 107  # bytes in sockaddr_un.sun_path, less the closing zero
LONGEST_SOCKET = "/.s.PGSQL.5432"
SERVER_USER = "pgserver"


@dataclass(frozen=True)
class OsUser:
    """Whom the files of PostgreSQL belong to."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Folders:
    """The data folder (0700), and the socket folder: inside it, or a short one of its own when the path is too long."""

    data: Path
    sockets: Path
    server_user: OsUser

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def redis(self) -> Path:
        return self.data / "redis"

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def state(self) -> Path:
        return self.data / "servers.json"


def prepare(data: Path) -> Folders:
    """Make the folders with their owners and modes; EmbeddedError says in one sentence why it cannot."""
    data = data.expanduser().resolve()
    server_user = _server_user()
    refuse_shared_folder(data, server_user)
    folders = Folders(data, _socket_folder(data), server_user)
    try:
        # Run by root the folder belongs to the server's user: 0700 for it, and root walks in anyway.
        _private(folders.data, server_user)
        _private(folders.sockets, server_user)
        _private(folders.redis, OsUser(os.geteuid(), os.getegid()))
        _private(folders.logs, server_user)
    except OSError as error:
        raise EmbeddedError(f"Cannot write the data folder {data}: {error.strerror}.") from error
    if os.geteuid() == 0:
        let_through(folders.data)
        let_through(folders.sockets)
    return folders


def locate(data: Path) -> Folders:
    """The same folders without making anything."""
    data = data.expanduser().resolve()
    return Folders(data, _socket_folder(data), _server_user())


def refuse_shared_folder(data: Path, server_user: OsUser) -> None:
    """A data folder is closed to everybody else, so it must not be a place that others live in."""
    if not data.exists():
        return
    if not data.is_dir():
        raise EmbeddedError(f"The data folder {data} is a file.")
    found = data.stat()
    strange = not (data / "postgres").exists() and any(data.iterdir())
    a_home = strange and any(Path(user.pw_dir) == data for user in pwd.getpwall())
    if found.st_mode & stat.S_ISVTX or (data / "manage.py").exists() or a_home or (strange and len(data.parts) <= 2):
        raise EmbeddedError(f"{data} is not a folder to keep data in: choose a new or empty one.")
    if found.st_uid not in (os.geteuid(), server_user.uid):
        raise EmbeddedError(f"The data folder {data} belongs to {_name(found.st_uid)}: choose another.")


def let_through(path: Path) -> list[Path]:
    """Let the server's user walk (not look) into `path`: add search permission to the parents that lack it."""
    opened = []
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH and parent.stat().st_uid != _server_user().uid:
            parent.chmod(mode | stat.S_IXOTH)
            opened.append(parent)
    if opened:
        print(f"Opened for passage (o+x) to PostgreSQL's own user: {', '.join(map(str, opened))}", flush=True)
    return opened


def _server_user() -> OsUser:
    """PostgreSQL refuses to run as root: then it gets a user of its own, made once."""
    if os.geteuid() != 0:
        return OsUser(os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        try:
            command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
            subprocess.run(command, check=True, capture_output=True)
            entry = pwd.getpwnam(SERVER_USER)
        except (OSError, subprocess.CalledProcessError, KeyError) as error:
            message = f"Run by root, PostgreSQL needs a user {SERVER_USER}, which could not be made: start as another."
            raise EmbeddedError(message) from error
    return OsUser(entry.pw_uid, entry.pw_gid)


def _socket_folder(data: Path) -> Path:
    inside = data / "sockets"
    if len(os.fsencode(str(inside) + LONGEST_SOCKET)) <= SOCKET_PATH_LIMIT:
        return inside
    digest = hashlib.sha256(f"{os.geteuid()} {data}".encode(errors="surrogateescape")).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"servicedesk-{digest}"
    return short if len(os.fsencode(str(short) + LONGEST_SOCKET)) <= SOCKET_PATH_LIMIT else Path("/tmp") / short.name


def _private(folder: Path, owner: OsUser) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid not in (owner.uid, os.geteuid()):
        raise EmbeddedError(f"{folder} belongs to {_name(found.st_uid)}: remove it or start as that user.")
    if os.geteuid() == 0:
        os.chown(folder, owner.uid, owner.gid)
    folder.chmod(0o700)
    probe = folder / ".probe"
    probe.touch()
    probe.unlink()


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
