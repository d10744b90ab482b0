/** What clients pass to their links: answers are JSON as they are. */
export const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value }
