/**
 * Reads the command line of `npm test`.
 * @param {readonly string[]} argv arguments after the script's name
 * @returns {{ check: boolean, e2e: boolean, unit: boolean, filters: string[] }} which parts run, and on what;
 *   a path narrows the run to that path: no check, and e2e only for paths under e2e/
 */
export function parseTestOptions(argv) {
  const filters = argv.filter((argument) => !argument.startsWith('--'))
  const unknown = argv.find((argument) => argument.startsWith('--') && argument !== '--no-e2e')
  if (unknown) throw new Error(`Unknown option ${unknown}. npm test takes --no-e2e and paths.`)
  const narrowed = filters.length > 0
  const forE2e = filters.filter((filter) => filter.replace(/^\.\//, '').startsWith('e2e'))
  return {
    check: !narrowed,
    e2e: !argv.includes('--no-e2e') && (!narrowed || forE2e.length > 0),
    unit: !narrowed || forE2e.length < filters.length,
    filters,
  }
}
