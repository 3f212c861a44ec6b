/** A data set of torchvision as a config of ours reads it. */
export interface TorchvisionSet {
  readonly format: string;
  /** Place below the root that torchvision's class is given; absent where the root has the data itself. */
  readonly below?: string;
  /** Whether it needs no files: a config names no path. */
  readonly isBuiltIn?: true;
}

/** Data sets by the names of their classes in torchvision.datasets, as those leave them on the disk. */
export const torchvisionSets: Readonly<Record<string, TorchvisionSet>> = {
  CIFAR10: { format: 'cifar', below: 'cifar-10-batches-py' },
  CIFAR100: { format: 'cifar', below: 'cifar-100-python' },
  MNIST: { format: 'mnist', isBuiltIn: true },
  FashionMNIST: { format: 'idx', below: 'FashionMNIST/raw' },
  KMNIST: { format: 'idx', below: 'KMNIST/raw' },
  ImageFolder: { format: 'images' },
};
