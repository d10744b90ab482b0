/** Calls into a worker as messages: a number, a method, its arguments; the answer carries the number. */
interface Call {
  call: number
  method: string
  args: readonly unknown[]
}

type Answer = { call: number; value: unknown } | { call: number; thrown: string }

/** One end of a worker: the worker on the page's side, its own scope inside. */
interface End {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** What methods look like from the other side: every answer is a promise. */
export type Remote<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...args: infer Args) => infer Value ? (...args: Args) => Promise<Awaited<Value>> : never
}

/** Answers calls with methods; what they throw becomes an error of the same words on the other side. */
export function serveCalls(end: End, methods: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  end.addEventListener('message', async ({ data }: MessageEvent<Call>) => {
    const { call, method, args } = data
    try {
      const found = Object.hasOwn(methods, method) ? methods[method] : undefined
      if (!found) throw new Error(`the worker has no method ${method}`)
      // The types of both ends are the same; messages between them carry nothing else.
      end.postMessage({ call, value: await found(...(args as never[])) } satisfies Answer)
    } catch (error) {
      end.postMessage({ call, thrown: error instanceof Error ? error.message : String(error) } satisfies Answer)
    }
  })
}

/** The methods a worker serves, to be called from here. */
export function callsOver<Methods>(end: End, names: ReadonlyArray<keyof Methods & string>): Remote<Methods> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  end.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const one = waiting.get(data.call)
    waiting.delete(data.call)
    if ('thrown' in data) one?.reject(new Error(data.thrown))
    else one?.resolve(data.value)
  })
  const method =
    (name: string) =>
    (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const call = ++last
        waiting.set(call, { resolve, reject })
        end.postMessage({ call, method: name, args } satisfies Call)
      })
  // Built from the names of the methods, one for each.
  return Object.fromEntries(names.map((name) => [name, method(name)])) as Remote<Methods>
}
