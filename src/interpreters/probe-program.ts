/**
 * The Python program of a probe: it prints a JSON object a line, so that what came before a hang is known. Isolation (`-I`)
 * leaves out PYTHONPATH and the user's packages, which a program has; they are looked through here. It begins in the Python
 * that 2.7 knows too, so that an old one can tell its version.
 */
export const probeProgram = `
import sys, os, json
def say(facts):
    sys.stdout.write(json.dumps(facts) + "\\n")
    sys.stdout.flush()
say({"version": "%d.%d.%d" % tuple(sys.version_info[:3]), "executable": sys.executable})
if sys.version_info < (3, 9):
    sys.exit()
import site
from importlib import metadata
from importlib.machinery import PathFinder
given = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if os.path.isabs(one)]
in_venv = sys.prefix != sys.base_prefix or bool(os.environ.get("PYTHONNOUSERSITE"))
sys.path[:] = given + sys.path + ([] if in_venv else [site.getusersitepackages()])
facts = {"folders": [one for one in sys.path if os.path.isdir(one)]}
other = PathFinder.find_spec("distillery")
if other is not None and other.origin:
    facts["distillery"] = other.origin
try:
    facts["torch"] = metadata.version("torch")
except Exception:
    pass
try:
    facts["optuna"] = metadata.version("optuna")
except Exception:
    pass
say(facts)
if "torch" in facts and "devices" in sys.argv[1:]:
    try:
        import torch
        devices = ["cpu"]
        devices += ["cuda:%d %s" % (i, torch.cuda.get_device_name(i)) for i in range(torch.cuda.device_count())]
        if torch.backends.mps.is_available():
            devices.append("mps")
        say({"torch": str(torch.__version__), "devices": devices})
    except BaseException as error:
        say({"torchFault": ("%s: %s" % (type(error).__name__, error))[:500]})
`;
