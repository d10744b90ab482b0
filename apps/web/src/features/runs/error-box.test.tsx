import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ErrorBox } from './error-box.tsx'

it('an error gives its causes, but not what its message has just said', () => {
  const told = renderToStaticMarkup(
    <ErrorBox
      error={{ code: 'agent.provider', message: 'The provider refused: 422 no such model', retryable: false, causes: ['422 no such model', 'the key is old'] }}
    />,
  )
  expect(told.match(/422 no such model/g)).toHaveLength(1)
  expect(told).toContain('because the key is old')
})
