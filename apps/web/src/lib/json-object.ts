export type ReadObject = { kind: 'object'; value: Record<string, unknown> } | { kind: 'fault'; message: string }

/** An object typed as JSON; nothing typed is the empty one. What is wrong is said in words. */
export function readObject(text: string): ReadObject {
  if (text.trim() === '') return { kind: 'object', value: {} }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { kind: 'object', value: { ...value } }
    return { kind: 'fault', message: 'Inputs are an object, such as {"customer": "ACME"}.' }
  } catch (error) {
    return { kind: 'fault', message: `This is no JSON: ${error instanceof Error ? error.message : error}` }
  }
}
