/** Answers are JSON as they are; the server says the same, which keeps their types as the schemas write them. */
export const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value }
