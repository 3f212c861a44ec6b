export { formatCsv } from './csv';
export { Markup, markup, type MarkupValue } from './markup';
export { standalonePage } from './standalone-page';
