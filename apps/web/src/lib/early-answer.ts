/** What public/boot.js has asked the server before the page's own scripts were there. */
interface EarlyAnswer {
  url: string
  answer: Promise<Response>
}

declare global {
  interface Window {
    aobEarlyAnswer?: EarlyAnswer | undefined
  }
}

/** Asks the server, unless this very question has been asked already: then that answer is taken, once. One that never came is asked for again. */
export async function fetchOnce(input: RequestInfo | URL | string, init?: RequestInit): Promise<Response> {
  const early = window.aobEarlyAnswer
  if (early?.url !== input) return fetch(input, init)
  window.aobEarlyAnswer = undefined
  return early.answer.catch(() => fetch(input, init))
}
