/**
 * Rows as comma-separated values (RFC 4180), each cell escaped. A text that a spreadsheet would evaluate as a formula gets an
 * apostrophe before it, in every column: logs may come from strangers.
 */
export function formatCsv(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(value: unknown): string {
  if (value === undefined || value === null || Number.isNaN(value)) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // The list of OWASP for CSV injection: characters that begin a formula, also behind spaces and quotes.
  const harmless = /^[\s"']*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
