"""One library's side of the comparison: peer.py LIBRARY THREADS

Each line that comes in is a JSON object, and each line that goes out. Numbers travel as raw bytes behind the line that counts them.
  {"do": "prepare", "operation": ..., "inputs": [{"type": "float32", "count": n}, ...]} and the inputs -> {"supported": true}
  {"do": "run", "repetitions": k, "lead": t} -> {"seconds": s}, after as many, not timed, as fill t seconds, and one if k > 1
  {"do": "result"} -> {"type": ..., "count": n} and the numbers
The end of the input ends the process.
"""
import gc
import json
import os
import signal
import sys
import time

import numpy

TRIAL_SECONDS = 0.05


def fastest(candidates):
    """The fastest of several ways to the same result, so that the library runs at its best."""
    if len(candidates) == 1:
        return candidates[0]

    def best(function):
        function()
        end, least = time.perf_counter() + TRIAL_SECONDS, float("inf")
        while True:
            begin = time.perf_counter()
            function()
            now = time.perf_counter()
            least = min(least, now - begin)
            if now > end:
                return least

    return min(candidates, key=best)


def shaped(work, inputs):
    if work["operation"] == "MatrixMultiply":
        a, b = inputs
        m, k, n = work["rows"], work["inner"], work["columns"]
        return [a.reshape(k, m).T if work["transposeA"] else a.reshape(m, k),
                b.reshape(n, k).T if work["transposeB"] else b.reshape(k, n)]
    if work["operation"] == "Jacobian":
        return [inputs[0]]
    return [values.reshape(work["rows"], -1) for values in inputs]


class NumPy:
    def __init__(self, threads):
        self.version = numpy.__version__

    def prepare(self, work, inputs):
        if work["operation"] != "MatrixMultiply":
            return None
        a, b = shaped(work, inputs)
        c = numpy.empty((work["rows"], work["columns"]), a.dtype)
        return (lambda: numpy.matmul(a, b, out=c)), (lambda: c)


class SciPy:
    def __init__(self, threads):
        import scipy
        from scipy import special
        self.version, self.special = scipy.__version__, special

    def prepare(self, work, inputs):
        function = {"Softmax": "softmax", "LogSoftmax": "log_softmax", "LogSumExp": "logsumexp"}.get(work["operation"])
        if function is None:
            return None
        z, = shaped(work, inputs)
        function = getattr(self.special, function)
        return (lambda: function(z, axis=-1)), (lambda: function(z, axis=-1))


class Torch:
    def __init__(self, threads):
        import torch
        torch.set_num_threads(threads)
        self.version, self.torch, self.inference = torch.__version__, torch, None

    def prepare(self, work, inputs):
        self.infer(work["operation"] != "Training")
        if work["operation"] == "Training":
            return self.training(work, inputs)
        torch, operation = self.torch, work["operation"]
        if operation not in ("Softmax", "LogSoftmax", "LogSumExp", "Jacobian", "Vjp", "Jvp"):
            return None
        inputs = [torch.from_numpy(values) for values in shaped(work, inputs)]
        x = inputs[0]
        if operation == "Jacobian":
            candidates = [lambda: torch.diag(x) - torch.outer(x, x), lambda: torch.addr(torch.diag(x), x, x, alpha=-1)]
        elif operation in ("Vjp", "Jvp"):
            # The Jacobian is symmetric: both are p (g - sum of p g).
            g = inputs[1]
            candidates = [lambda: torch._softmax_backward_data(g, x, -1, x.dtype)]
        else:
            function = {"Softmax": torch.softmax, "LogSoftmax": torch.log_softmax, "LogSumExp": torch.logsumexp}[operation]
            y = torch.empty_like(x) if operation != "LogSumExp" else torch.empty(x.shape[0], dtype=x.dtype)
            candidates = [lambda: function(x, -1, out=y), lambda: function(x, -1)]
            try:
                function(x, -1, out=y)
            except TypeError:
                candidates = candidates[1:]
        chosen = fastest(candidates)
        return chosen, (lambda: chosen().numpy())

    def infer(self, is_inference):
        """Enters or leaves the mode without gradients, for good: to enter it for each run takes longer than a short row."""
        if self.inference is None and is_inference:
            self.inference = self.torch.inference_mode()
            self.inference.__enter__()
        elif self.inference is not None and not is_inference:
            self.inference.__exit__(None, None, None)
            self.inference = None

    def training(self, work, inputs):
        torch = self.torch
        functional = torch.nn.functional
        sizes = work["layers"]
        x = torch.from_numpy(inputs[0]).reshape(-1, sizes[0])
        labels = torch.from_numpy(inputs[1]).long()
        batch = work["batch"]

        def variant(foreach):
            torch.manual_seed(1)
            model = torch.nn.Sequential(
                torch.nn.Linear(sizes[0], sizes[1]), torch.nn.ReLU(), torch.nn.Linear(sizes[1], sizes[2]))
            optimizer = torch.optim.Adam(model.parameters(), lr=work["learningRate"], foreach=foreach)

            def epoch():
                order = torch.randperm(len(labels))
                for begin in range(0, len(labels), batch):
                    chosen = order[begin:begin + batch]
                    optimizer.zero_grad(set_to_none=True)
                    functional.cross_entropy(model(x[chosen]), labels[chosen]).backward()
                    optimizer.step()

            def accuracy():
                with torch.no_grad():
                    return numpy.array([(model(x).argmax(1) == labels).float().mean().item()])

            return epoch, accuracy

        variants = [variant(False), variant(True)]
        epoch = fastest([epoch for epoch, _ in variants])
        return next(pair for pair in variants if pair[0] is epoch)


def openblas():
    """The version and the kernels of the OpenBLAS in this process, if there is one."""
    import ctypes
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "blas" in line.split()[-1]}
    except OSError:
        return None
    for path in sorted(paths):
        for suffix in ("", "64_"):
            try:
                function = getattr(ctypes.CDLL(path), "openblas_get_config" + suffix)
            except (AttributeError, OSError):
                continue
            function.restype = ctypes.c_char_p
            words = function().decode().split()
            return " ".join(words[:2] + words[-2:-1])
    return None


def run(function, repetitions, lead):
    begin = time.perf_counter()
    if repetitions > 1:
        function()
    while time.perf_counter() - begin < lead:
        function()
    begin = time.perf_counter()
    for _ in range(repetitions):
        function()
    return time.perf_counter() - begin


def main():
    # Ctrl+C reaches every process of a terminal; this one ends with its parent, whose end closes the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, drain = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints does not mix with the answers.

    def answer(values, data=b""):
        drain.write(json.dumps(values).encode() + b"\n" + data)
        drain.flush()

    try:
        library = {"torch": Torch, "numpy": NumPy, "scipy": SciPy}[sys.argv[1]](int(sys.argv[2]))
    except ImportError as error:
        answer({"error": str(error)})
        return
    answer({"version": library.version, "python": sys.version.split()[0], "openblas": openblas()})
    gc.disable()
    prepared = None
    for line in source:
        request = json.loads(line)
        try:
            if request["do"] == "prepare":
                prepared = None
                gc.collect()
                inputs = []
                for part in request["inputs"]:
                    kind = numpy.dtype(part["type"])
                    inputs.append(numpy.frombuffer(bytearray(source.read(part["count"] * kind.itemsize)), kind))
                prepared = library.prepare(request, inputs)
                answer({"supported": prepared is not None})
            elif request["do"] == "run":
                answer({"seconds": run(prepared[0], request["repetitions"], request["lead"])})
            else:
                numbers = numpy.ascontiguousarray(prepared[1]())
                answer({"type": str(numbers.dtype), "count": int(numbers.size)}, numbers.tobytes())
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"})


main()
