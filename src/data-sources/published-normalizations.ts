/** A normalization of pixels of 0…1 by the set that it was measured on. */
export interface PublishedNormalization {
  readonly name: string;
  readonly gray: readonly [mean: number, std: number];
  readonly colours: readonly [mean: readonly number[], std: readonly number[]];
}

/** Normalizations that published training programs use. Gray ones of colour sets are those of their luma. */
export const publishedNormalizations: readonly PublishedNormalization[] = [
  {
    name: 'MNIST’s normalization',
    gray: [0.1307, 0.3081],
    colours: [
      [0.1307, 0.1307, 0.1307],
      [0.3081, 0.3081, 0.3081],
    ],
  },
  {
    name: 'Fashion-MNIST’s normalization',
    gray: [0.286, 0.353],
    colours: [
      [0.286, 0.286, 0.286],
      [0.353, 0.353, 0.353],
    ],
  },
  {
    name: 'CIFAR-10’s normalization',
    gray: [0.4809, 0.2392],
    colours: [
      [0.4914, 0.4822, 0.4465],
      [0.247, 0.2435, 0.2616],
    ],
  },
  {
    name: 'CIFAR-100’s normalization',
    gray: [0.4863, 0.2521],
    colours: [
      [0.5071, 0.4867, 0.4408],
      [0.2675, 0.2565, 0.2761],
    ],
  },
  {
    name: 'ImageNet’s normalization',
    gray: [0.449, 0.226],
    colours: [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ],
  },
];
