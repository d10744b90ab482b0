export function variableWords(names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [
    `It reads ${names.map((name) => `“${name}”`).join(', ')}: give ${names.length === 1 ? 'it as a variable' : 'them as variables'} of the server (AOB_VARS).`,
  ]
}

const MOST_LATE = 3

/** Names of nodes it reads that do not run before it: n8n takes such a file, and many lost their connections on their way. */
export function lateWords(names: readonly string[]): string[] {
  if (names.length === 0) return []
  const named = names.slice(0, MOST_LATE).map((name) => `“${name}”`)
  const more = names.length > MOST_LATE ? ` and ${names.length - MOST_LATE} more` : ''
  return [
    `It reads what ${named.join(', ')}${more} gave, and no connection leads from ${names.length === 1 ? 'there' : 'them'} to it: draw one, else there is nothing to read.`,
  ]
}
