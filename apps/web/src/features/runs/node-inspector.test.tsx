import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { NodeInspector } from './node-inspector.tsx'

it('the time a step worked, as its card and log have it, and the time it was under way, as the timeline has it, are two numbers with two names', () => {
  const told = renderToStaticMarkup(
    <NodeInspector
      nodeId="fetch"
      node={undefined}
      view={{ nodeId: 'fetch', status: 'succeeded', attempt: 1, durationMs: 629 }}
      wentOn
      segments={[{ attempt: 1, kind: 'run', from: 1000, to: 2140, outcome: 'succeeded' }]}
      decision={null}
      rounds={null}
      onShowLog={() => undefined}
      onClose={() => undefined}
    />,
  )
  expect(told.replace(/<[^>]+>/g, '|')).toMatch(/Worked\|+629 ms\|.*Under way\|+1\.1\d? s/)
})
