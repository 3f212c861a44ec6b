export { formatCsv } from './csv';
export { Markup, markup, type MarkupValue } from './markup';
export { standalonePage } from './standalone-page';
export { textTable, textTableStyle, type TextRow } from './text-table';
