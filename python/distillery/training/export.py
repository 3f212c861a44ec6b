"""A user's model as files that other programs use."""

from __future__ import annotations

import warnings
from typing import Optional

import torch
from torch import Tensor, nn

from .safetensors import write_safetensors
from .user.model import UserNetwork

#: Operators that ONNX Runtime has had since 2022.
_OPSET = 17


def write_student(
    network: UserNetwork, device: torch.device, safetensors: str, onnx: str
) -> Optional[str]:
    """Writes weights and an ONNX model of one example; gives why there is none.

    The weights have the names of the model's `state_dict`. The ONNX model takes
    `images` [1, height, width, channels], as all students do, and gives `logits`.
    """
    write_safetensors(safetensors, network.model.state_dict())
    images = torch.zeros(1, *network.shape, device=device)
    reasons: list[str] = []
    # Traced first: that reader of models needs one package, and the other one two.
    for dynamo in (False, True):
        try:
            with warnings.catch_warnings():
                # Of shapes that are traced as they are: one example has one shape.
                warnings.simplefilter("ignore")
                torch.onnx.export(
                    _Student(network).eval(),
                    (images,),
                    onnx,
                    input_names=["images"],
                    output_names=["logits"],
                    opset_version=_OPSET,
                    dynamo=dynamo,
                )
            return None
        except Exception as error:  # noqa: BLE001
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            reasons.append(reason)
    return reasons[0]


class _Student(nn.Module):
    """Images in the layout of all students → logits."""

    def __init__(self, network: UserNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.network(images, ())
        return logits
