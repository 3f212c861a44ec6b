/**
 * ONNX Runtime's own operations on images whose channels lie in blocks, [batch, channels/block, height, width, block], where
 * a block fills a register of the processor. It puts them into models at its highest level of optimisation and reads models
 * that hold them, but does so by itself only where weights are constants, which those of a training step are not.
 */
export const blockedDomain = 'com.microsoft.nchwc';
