import { TRPCClientError, type TRPCLink } from '@trpc/client'
import type { AnyRouter } from '@trpc/server'
import { observable } from '@trpc/server/observable'

/** A link whose code comes with the first operation that takes it. One that cannot be had fails the operation; the next tries again. */
export function lazyLink<Router extends AnyRouter>(load: () => Promise<TRPCLink<Router>>): TRPCLink<Router> {
  return (runtime) => {
    let made: ReturnType<TRPCLink<Router>> | undefined
    const ready = async () => {
      made ??= (await load())(runtime)
      return made
    }
    return (operation) =>
      observable((observer) => {
        let over = false
        let stop: (() => void) | undefined
        ready().then(
          (link) => {
            if (!over) stop = link(operation).subscribe(observer).unsubscribe
          },
          (error: unknown) => observer.error(TRPCClientError.from(error instanceof Error ? error : new Error(String(error)))),
        )
        return () => {
          over = true
          stop?.()
        }
      })
  }
}
