"""The networks of the bench's workloads as one writes them in PyTorch."""
import math

import torch.nn.functional as F
from torch import nn


def dense(widths):
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def small_cnn(shape, classes):
    """Two blocks of a 3x3 convolution and a pool, and a dense layer of 128 units."""
    height, width, channels = shape
    return nn.Sequential(
        nn.Conv2d(channels, 32, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(height // 4 * (width // 4) * 64, 128), nn.ReLU(), nn.Linear(128, classes),
    )


class Residual(nn.Module):
    """Two 3x3 convolutions with batch normalisation and what goes around them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.inside = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
        )
        is_same = inputs == outputs and stride == 1
        self.around = nn.Identity() if is_same else nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x):
        return F.relu(self.inside(x) + self.around(x))


def resnet(blocks):
    def build(shape, classes):
        layers = [nn.Conv2d(shape[2], 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
        for stage, (before, after) in enumerate([(16, 16), (16, 32), (32, 64)]):
            layers.append(Residual(before, after, 2 if stage else 1))
            layers += [Residual(after, after, 1) for _ in range(blocks - 1)]
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, classes))

    return build


def depthwise(shape, classes):
    return nn.Sequential(
        nn.Conv2d(shape[2], 32, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(32, 32, 3, 1, 1, groups=32), nn.ReLU(), nn.Conv2d(32, 64, 1), nn.ReLU(),
        nn.Conv2d(64, 64, 3, 2, 1, groups=64), nn.ReLU(), nn.Conv2d(64, 64, 1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, classes),
    )


def lenet(shape, classes):
    return nn.Sequential(
        nn.Conv2d(shape[2], 6, 5, 1, 2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, classes),
    )


def mobilenet(shape, classes):
    """Depthwise separable convolutions, two in each of four stages, each convolution with batch normalisation."""

    def normalized(inputs, outputs, size, **settings):
        convolution = nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False, **settings)
        return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]

    layers, width = normalized(shape[2], 32, 3), 32
    for stage, filters in enumerate([32, 64, 128, 256]):
        for block in range(2):
            layers += normalized(width, width, 3, groups=width, stride=2 if stage and not block else 1)
            layers += normalized(width, filters, 1)
            width = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes))


BUILDERS = {
    "cnn": small_cnn,
    "cnn-64": small_cnn,
    "resnet": resnet(1),
    "resnet-20": resnet(3),
    "depthwise": depthwise,
    "lenet": lenet,
    "mobilenet": mobilenet,
}


def build(workload, hidden):
    """The network of a workload on rows as they lie in memory; a dense one has the units of `hidden`."""
    shape, classes, model = workload["shape"], workload["classes"], workload["model"]
    if model == "mlp":
        return dense([math.prod(shape), *hidden, classes])
    height, width, channels = shape
    return nn.Sequential(nn.Unflatten(1, (channels, height, width)), BUILDERS[model](shape, classes))
