/**
 * ONNX Runtime's own operations on images in NCHWc, [batch, channels/block, height, width, block], where a block fills a
 * register of the processor. ONNX Runtime puts them into models at its highest level of optimisation and reads models that
 * hold them, but by itself it does so only where weights are constants, which those of a training step are not.
 */
export const nchwcDomain = 'com.microsoft.nchwc';
