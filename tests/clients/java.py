"""STILTS of this machine, and a Java program that uses its classes."""

import shutil
import subprocess
from pathlib import Path

JARS = Path("/usr/share/java")
SOURCE = Path(__file__).parent / "topcat" / "UwsSession.java"
CLASSES = [JARS / f"starlink-{part}.jar" for part in ("vo", "util")]
STILTS = JARS / "starlink-ttools.jar"
PATIENCE_SECONDS = 120


def missing():
    """What is not installed, as a sentence; empty when all of it is there."""
    if not shutil.which("java") or not all(jar.exists() for jar in [*CLASSES, STILTS]):
        return "STILTS is not installed: apt-get install stilts"
    if not _compiler():
        return "no Java compiler is installed: apt-get install ecj"
    return ""


def _compiler():
    return shutil.which("javac") or shutil.which("ecj")


def session(folder, service, user, password):
    """What UwsSession found: value by name."""
    path = ":".join(str(jar) for jar in CLASSES)
    # What ecj takes for granted is Java 1.4, and a processor that Debian leaves out.
    level = ["-source", "11", "-target", "11", "-nowarn", "-proc:none"]
    _run(_compiler(), *level, "-cp", path, "-d", str(folder), str(SOURCE))
    classes = f"{folder}:{path}"
    said = _run("java", "-cp", classes, "UwsSession", service, user, password)
    return dict(line.split(" ", 1) for line in said.splitlines())


def stilts(user, password, *task):
    """What a task of STILTS prints; its own script would break a password at blanks."""
    login = [f"-Dstar.basicauth.user={user}", f"-Dstar.basicauth.password={password}"]
    program = ["-classpath", str(STILTS), "uk.ac.starlink.ttools.Stilts"]
    return _run("java", *login, *program, *task)


def _run(*command):
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout
