"""The least that a step of many students can take in ONNX Runtime: its large products and Adam, alone.

Usage: PYTHON scripts/bench/sweep/floor.py [STUDENTS UNITS]; the Python has onnx and onnxruntime. Processor time on one
thread, least of seven: batched products of the first layer, one wide product in their place, and Adam over its weights.
"""
import resource
import sys

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

BATCH, PIXELS = 128, 784
REPEATS = 12


def session(nodes, inputs, outputs, constants=()):
    def values(shapes):
        return [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes]

    initializers = [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in constants]
    graph = helper.make_graph(nodes, "floor", values(inputs), values(outputs), initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def processor_ms():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1000


def least(made, feeds):
    for _ in range(3):
        made.run(None, feeds)
    times = []
    for _ in range(7):
        before = processor_ms()
        for _ in range(REPEATS):
            made.run(None, feeds)
        times.append((processor_ms() - before) / REPEATS)
    return min(times)


def product(left, right, result):
    nodes = [helper.make_node("MatMul", ["a", "b"], ["c"])]
    feeds = {"a": np.random.rand(*left).astype(np.float32), "b": np.random.rand(*right).astype(np.float32)}
    return least(session(nodes, [("a", left), ("b", right)], [("c", result)]), feeds)


def adam(shape):
    formulas = [
        ("Mul", "m", "beta1", "m0"), ("Add", "m0", "g", "m1"), ("Mul", "g", "g", "g2"), ("Mul", "v", "beta2", "v0"),
        ("Add", "v0", "g2", "v1"), ("Sqrt", "v1", None, "root"), ("Add", "root", "epsilon", "below"),
        ("Div", "m1", "below", "d"), ("Mul", "d", "rate", "change"), ("Sub", "w", "change", "w1"),
    ]  # fmt: skip
    nodes = [helper.make_node(name, [one for one in (a, b) if one], [result]) for name, a, b, result in formulas]
    constants = [("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8), ("rate", 1e-3)]
    inputs, outputs = [(name, shape) for name in "mvgw"], [(name, shape) for name in ("m1", "v1", "w1")]
    feeds = {name: np.random.rand(*shape).astype(np.float32) for name in "mvgw"}
    return least(session(nodes, inputs, outputs, constants), feeds)


def main():
    students, units = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (20, 30)
    rows, wide = [BATCH, PIXELS], students * units
    print(f"{students} students of {units} units in the first layer, ms of processor time")
    print(f"  x·W, batched      {product(rows, [students, PIXELS, units], [students, BATCH, units]):7.2f}")
    print(f"  x·W, one product  {product(rows, [PIXELS, wide], [BATCH, wide]):7.2f}")
    print(f"  xᵀ·dY, batched    {product(rows[::-1], [students, BATCH, units], [students, PIXELS, units]):7.2f}")
    print(f"  xᵀ·dY, one product{product(rows[::-1], [BATCH, wide], [PIXELS, wide]):7.2f}")
    print(f"  Adam              {adam([students, PIXELS, units]):7.2f}")


main()
