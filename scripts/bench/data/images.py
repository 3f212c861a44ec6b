"""Makes folders of JPEGs, and reads them as a training with torchvision does.

    python3 images.py make FOLDER SIDE COUNT
    python3 images.py read FOLDER SIZE        prints the seconds of one pass with two workers, and those of processors
"""
import os
import resource
import sys
import time


def make(folder, side, count):
    """Soft random colours with noise at quality 85, in two classes."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(7)
    for name in "ab":
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for index in range(count):
        small = Image.fromarray(rng.integers(0, 256, (8, 8, 3), dtype=np.uint8))
        pixels = np.asarray(small.resize((side, side), Image.BICUBIC)).astype(int)
        pixels = (pixels + rng.integers(-12, 13, (side, side, 3))).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(os.path.join(folder, "ab"[index % 2], f"{index:05}.jpg"), quality=85)


def read(folder, size):
    """Decodes, resizes and batches every picture once, as bytes; the start of the workers counts, imports do not."""
    import torch
    from torchvision import datasets, transforms

    torch.set_num_threads(1)
    change = transforms.Compose([transforms.Resize((size, size)), transforms.PILToTensor()])
    def spent():
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    start, before = time.perf_counter(), spent()
    data = datasets.ImageFolder(folder, change)
    for _ in torch.utils.data.DataLoader(data, batch_size=128, num_workers=2):
        pass
    print(time.perf_counter() - start, spent() - before)


if __name__ == "__main__":
    command, folder, *numbers = sys.argv[1:]
    {"make": make, "read": read}[command](folder, *map(int, numbers))
