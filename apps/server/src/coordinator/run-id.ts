/** Ids as we make them. Anything else names no run, and some of it no store can even be asked for. */
const RUN_ID = /^[A-Za-z0-9_-]{1,64}$/

export function isRunId(text: string | undefined): text is string {
  return text !== undefined && RUN_ID.test(text)
}
