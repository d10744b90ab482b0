/** What the person is told about the live connection; each word is true when shown. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'ended'

export type LinkState = 'idle' | 'connecting' | 'pending'

/**
 * Reads the shown state off the facts: the browser's own network flag, the link's state, and whether this
 * subscription has ever been confirmed by the server (a link that still tries for the first time is not "re"connecting).
 */
export function liveState(facts: { online: boolean; link: LinkState; confirmed: boolean; ended: boolean }): LiveState {
  if (facts.ended) return 'ended'
  if (!facts.online) return 'offline'
  if (facts.link === 'pending') return facts.confirmed ? 'live' : 'connecting'
  return facts.confirmed ? 'reconnecting' : 'connecting'
}

/** Calls back when the browser gains or loses its network. Returns the remover. */
export function onOnlineChange(listener: (online: boolean) => void, target: Pick<Window, 'addEventListener' | 'removeEventListener'> = window): () => void {
  const up = () => listener(true)
  const down = () => listener(false)
  target.addEventListener('online', up)
  target.addEventListener('offline', down)
  return () => {
    target.removeEventListener('online', up)
    target.removeEventListener('offline', down)
  }
}
