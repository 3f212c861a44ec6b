import type { Lines } from './text';

/** Source of the class for the progress of a run, the same in every file. Its docstring says why its numbers are tensors. */
export const progressClass: Lines = [
  'class Progress:',
  '    """A moment of the run: `step` counts from 0 to `steps`, `epoch` has a fraction.',
  '',
  '    Its numbers are tensors: a compiled objective takes them as inputs and is compiled',
  '    once, not for each step.',
  '    """',
  '',
  '    def __init__(self, step: float, steps: float, epoch: float, epochs: float) -> None:',
  '        self.step = torch.tensor(step, dtype=torch.float64)',
  '        self.steps = torch.tensor(steps, dtype=torch.float64)',
  '        self.epoch = torch.tensor(epoch, dtype=torch.float64)',
  '        self.epochs = torch.tensor(epochs, dtype=torch.float64)',
];

export const spreadClass: Lines = [
  'class Spread(NamedTuple):',
  '    """The temperatures of a batch."""',
  '',
  '    mean: Tensor',
  '    min: Tensor',
  '    max: Tensor',
];

/** The method of an objective by which rows see the mean over all of them. */
export const meanOfBatch: Lines = [
  'def mean_of_batch(self, weights: Tensor, values: Tensor) -> Tensor:',
  '    """The mean over all rows: replace it where they come in parts."""',
  '    return (weights * values).sum()',
];

/** Functions that are written by hand, by the name of their call. */
export const readyFunctions: Readonly<Record<string, Lines>> = {
  full_precision: [
    'def full_precision(logits: Tensor) -> Tensor:',
    '    """Half precision is too coarse for softened probabilities."""',
    '    return logits if logits.dtype == torch.float64 else logits.float()',
  ],
  normalized: [
    'def normalized(weights: Tensor) -> Tensor:',
    '    """As a column that sums to 1; all 0 where no row counts."""',
    '    return (weights / weights.sum().clamp(min=1e-12)).unsqueeze(1)',
  ],
  one_hot_of: [
    'def one_hot_of(labels: Tensor, logits: Tensor) -> Tensor:',
    '    """The labels, [rows, classes]; all 0 where a row has no label."""',
    '    classes = torch.arange(logits.shape[1], device=logits.device)',
    '    return (labels.unsqueeze(1) == classes).to(logits)',
  ],
  cross_entropy: [
    'def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:',
    '    """The cross-entropy of each row, [rows, 1]; 0 where a row has no label."""',
    '    return F.cross_entropy(logits, labels, reduction="none").unsqueeze(1)',
  ],
  standard_deviation: [
    'def standard_deviation(values: Tensor) -> Tensor:',
    '    """Of each row, unbiased; never 0, so that its gradient is finite."""',
    '    return values.var(dim=1, keepdim=True).clamp(min=1e-14).sqrt()',
  ],
  is_outside: [
    'def is_outside(temperature: Tensor, lowest: float, highest: float) -> Tensor:',
    '    """Whether a temperature is beyond its limits, or no number."""',
    '    return ~((temperature >= lowest) & (temperature <= highest))',
  ],
  hold_between: [
    'def hold_between(temperature: Tensor, lowest: float, highest: float) -> Tensor:',
    '    """The temperature within its limits; one that is no number becomes the lowest."""',
    '    raised = torch.where(temperature > lowest, temperature, lowest)',
    '    return torch.where(temperature > highest, highest, raised)',
  ],
  scale_gradient: [
    'def scale_gradient(value: Tensor, factor: Tensor | float) -> Tensor:',
    '    """The same value, whose gradient is multiplied: a negative factor lets it climb."""',
    '    return value.detach() + factor * (value - value.detach())',
  ],
  spread: [
    'def spread(temperature: Tensor | float, weights: Tensor) -> Spread:',
    '    """The temperatures of the rows that count."""',
    '    values = torch.as_tensor(temperature).detach().to(weights).expand_as(weights)',
    '    low = values.masked_fill(weights == 0, math.inf)',
    '    high = values.masked_fill(weights == 0, -math.inf)',
    '    return Spread((weights * values).sum(), low.min(), high.max())',
  ],
  overall: [
    'def overall(spreads: Sequence[Spread]) -> Spread:',
    '    """The mean of the means, the smallest and the largest."""',
    '    means, lows, highs = (torch.stack(values) for values in zip(*spreads))',
    '    return Spread(means.mean(), lows.min(), highs.max())',
  ],
};
