/** One message of an event stream. */
export interface SseMessage {
  id?: string
  event?: string
  data: string
}

/** Reads messages until the stream ends or breaks; a broken stream throws what `fetch` throws. */
export async function* readSse(response: Response): AsyncGenerator<SseMessage> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const message = parse(text.slice(0, end))
      text = text.slice(end + 2)
      if (message) yield message
    }
  }
}

function parse(block: string): SseMessage | undefined {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
  const data = fields.get('data')
  if (data === undefined) return undefined
  const [id, event] = [fields.get('id'), fields.get('event')]
  return { data, ...(id === undefined ? {} : { id }), ...(event === undefined ? {} : { event }) }
}
