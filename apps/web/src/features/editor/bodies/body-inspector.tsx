import { canonicalType } from '@aob/schemas'
import { useStore } from 'zustand'
import { Button } from '../../../ui/button.tsx'
import type { EditorScope } from '../editor-context.ts'
import { InspectorHeader } from '../inspector/inspector-header.tsx'
import { selectDocument } from '../model/editor-store.ts'
import { TypeIcon } from '../panels/type-icon.tsx'
import { bodyAt } from './body-document.ts'
import { useAroundBody } from './use-around-body.ts'

const RUNS = { map: 'once for every item of its list', loop: 'again and again until its condition says so', composite: 'as one step' } as const

/** What a body is and what can be read in it, shown while nothing in it is selected. */
export function BodyInspector({ inside: { body, root } }: { inside: NonNullable<EditorScope['inside']> }) {
  const document = useStore(root.store, selectDocument)
  const around = useAroundBody()
  const found = bodyAt(document, body.path)
  if (!found) return null
  const { scope } = found
  const type = canonicalType(scope.type)
  const runs = type === 'map' || type === 'loop' || type === 'composite' ? RUNS[type] : RUNS.composite
  const count = found.body.nodes.length
  return (
    <div className="flex h-full min-h-0 flex-col">
      <InspectorHeader
        icon={<TypeIcon type={scope.type} />}
        title={<h2 className="truncate font-semibold text-base leading-6">Body of {body.title}</h2>}
        kind={`${count === 1 ? '1 step' : `${count} steps`} · ${body.path.join(' / ')}`}
      />
      <div className="flex flex-col gap-4 overflow-auto p-4 text-ink-2 text-sm">
        <p>
          These steps run {runs}. What the last of them gives is what {body.title} gives, unless its settings say otherwise.
        </p>
        {around && around.locals.length > 0 ? (
          <p>
            Expressions here also read{' '}
            {around.locals.map(({ name }, index) => (
              <span key={name}>
                {index > 0 ? ', ' : ''}
                <code className="font-mono">{name}</code>
              </span>
            ))}
            .
          </p>
        ) : null}
        <div>
          <Button onClick={body.leave}>Settings of {body.title}</Button>
        </div>
      </div>
    </div>
  )
}
