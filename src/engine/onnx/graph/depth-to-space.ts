/**
 * The operation that puts an image [batch, channels, height, width] together from rows × columns parts (pixel shuffle): the
 * first part has the first pixel of each window, and so on, row by row. It is ours and in no model: the layout of the parts
 * decides how it is lowered.
 * Inputs: parts [batch, channels, height / rows, width / columns]. Attributes: `rows`, `columns`.
 */
export const depthToSpaceType = 'DepthToSpaceParts';
