"""Writes the small files of fixtures/ with torch itself.  usage: make_fixtures.py fixtures/   (needs torch)

Every float tensor holds 0, 1, 2... in the row-major order of the tensor that it is a view of.
"""
import sys
from collections import OrderedDict
import torch

out = sys.argv[1]
base = torch.arange(24, dtype=torch.float32)
matrix = base.reshape(4, 6)
state = OrderedDict(
    plain=matrix,
    transposed=matrix.t(),
    row=matrix[2],
    column=matrix[:, 1],
    block=matrix[1:3, 2:5],
    cube=base.reshape(2, 3, 4).permute(2, 0, 1),
    scalar=base[7],
    empty=torch.zeros(0, 3),
    parameter=torch.nn.Parameter(matrix[:2].clone()),
    double=base.double(),
    half=base.half(),
    brain=base.bfloat16(),
    long=-base.long(),
    int=base.int(),
    short=base.short(),
    char=-base.char(),
    byte=base.byte(),
    bool=base > 3,
)
for protocol in (2, 4, 5):
    torch.save({"epoch": 3, "name": "views", "lr": 0.1, "state_dict": {"module.a": state, "list": [base[:2], None]}},
               f"{out}/views.protocol{protocol}.pt", pickle_protocol=protocol)
torch.save({"a": base}, f"{out}/legacy.pt", _use_new_zipfile_serialization=False)


class Node(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(matrix.t())
        self.register_buffer("shared", matrix)
        self.numbers = [1, 2, 3]
        self.rate: float = 0.5
        self.inner = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
        with torch.no_grad():
            self.inner[0].weight.copy_(base[:6].reshape(3, 2))
            self.inner[0].bias.copy_(base[:3])

    def forward(self, x):
        return x + len(self.numbers) + self.rate


torch.jit.script(Node()).save(f"{out}/module.torchscript.pt")
