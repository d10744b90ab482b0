import { setMaxListeners } from 'node:events'

/**
 * A controller whose signal lives as long as a loop or a store. Whatever is at work meanwhile listens to it and takes its listener back
 * when it is done, so that there are as many as things at work: more than the ten that Node takes for a leak.
 */
export function longLived(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}
