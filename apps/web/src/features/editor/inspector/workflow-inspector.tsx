import type { Settings, Workflow } from '@aob/schemas'
import { Workflow as WorkflowIcon } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { FieldSpec } from '../../../ui/forms/form-fields.ts'
import { SchemaForm } from '../../../ui/forms/schema-form.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { useEditor, useEditorState, useEditorView, useProblems } from '../editor-context.ts'
import { withChangedWorkflow } from '../model/document-edit.ts'
import { selectDocument } from '../model/editor-store.ts'
import { selectWantedField } from '../model/editor-view.ts'
import { withKeptInputs, withTypedInputs } from '../model/typed-inputs.ts'
import { InputsForm } from './inputs-form.tsx'
import { InspectorHeader } from './inspector-header.tsx'
import { JsonTab } from './json-tab.ts'
import { useWantedField } from './use-wanted-field.ts'

const ABOUT: FieldSpec[] = [{ kind: 'text', key: 'description', label: 'What it is for', required: false, maxLength: 4000, bounded: true }]
const REVIEW: FieldSpec[] = (['human', 'agent', 'optimizer'] as const).map((key) => ({
  kind: 'choice',
  key,
  label: { human: 'By people', agent: 'By agents', optimizer: 'By the optimizer' }[key],
  ...(key === 'optimizer' ? { hint: 'Rules that look for a simpler graph and propose it.' } : {}),
  required: false,
  default: 'auto',
  options: ['auto', 'review'],
}))
const LIMITS: FieldSpec[] = [
  { kind: 'number', key: 'maxAgents', label: 'Most agent nodes', required: false, integer: true, minimum: 0, maximum: 100, bounded: true },
  {
    kind: 'number',
    key: 'timeoutMs',
    label: 'Longest run',
    required: false,
    integer: true,
    duration: true,
    minimum: 1000,
    maximum: 2_592_000_000,
    bounded: true,
  },
  {
    kind: 'choice',
    key: 'unknownPolicy',
    label: 'Nodes of unknown type',
    hint: 'Skip: goes on to the next nodes. Hold: waits for a person. Fail: ends the run.',
    required: false,
    default: 'skip',
    options: ['skip', 'hold', 'fail'],
  },
]

/** The workflow itself, shown while nothing is selected. */
export function WorkflowInspector() {
  const { store, name } = useEditor()
  const document = useEditorState(selectDocument)
  const typed = useMemo(() => withTypedInputs(document), [document])
  const [tab, setTab] = useState('settings')
  const wanted = useEditorView(selectWantedField)
  useEffect(() => {
    if (wanted !== undefined && isOfWorkflow(wanted)) setTab('settings')
  }, [wanted])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <InspectorHeader
        icon={
          <span className="flex size-8 items-center justify-center rounded-lg bg-accent-soft text-accent-text">
            <WorkflowIcon aria-hidden size={16} />
          </span>
        }
        title={<h2 className="truncate font-semibold text-base leading-6">{name}</h2>}
        kind={`Workflow · ${plural(document.nodes.length, 'node')}, ${plural(document.edges.length, 'connection')}`}
      />
      <Tabs
        label="Workflow"
        className="flex-1"
        value={tab}
        onValueChange={setTab}
        tabs={[
          { value: 'settings', label: 'Settings', content: <WorkflowSettings document={document} /> },
          {
            value: 'json',
            label: 'JSON',
            content: (
              <JsonTab
                label="Workflow as JSON"
                pointer=""
                value={typed}
                shape={{ kind: 'workflow' }}
                // The shape was checked before the value gets here.
                onChange={(value) => store.edit('edit workflow as JSON', () => withKeptInputs(value as Workflow), { mergeKey: 'json' })}
                onDone={store.seal}
              />
            ),
          },
        ]}
      />
    </div>
  )
}

const plural = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

const isOfWorkflow = (pointer: string) => !/^\/(nodes|edges)(\/|$)/.test(pointer)

function WorkflowSettings({ document }: { document: Workflow }) {
  const { store } = useEditor()
  const problems = useProblems()
  const { settings } = document
  const change = (label: string, next: Partial<Workflow>, key: string) =>
    store.edit(label, (current) => withChangedWorkflow(current, next), { mergeKey: `workflow:${key}` })
  const setSettings = (next: Settings, key: string) => change('change workflow settings', { settings: Object.keys(next).length === 0 ? undefined : next }, key)
  const form = useRef<HTMLDivElement>(null)
  useWantedField(form, isOfWorkflow)
  return (
    <div ref={form} className="flex flex-col gap-4 p-4">
      <SchemaForm
        fields={ABOUT}
        value={{ ...document }}
        pointer=""
        problems={problems}
        onChange={(next, key) => change(`change ${key}`, { [key]: next[key] }, key)}
        onDone={store.seal}
      />
      <InputsForm />
      <section aria-label="Review" className="flex flex-col gap-3 border-line border-t pt-4">
        <div>
          <h3 className="font-semibold text-sm">Changes to a run under way</h3>
          <p className="text-ink-3 text-xs">Auto: a valid change takes effect at once. Review: it waits until a person approves it.</p>
        </div>
        <SchemaForm
          fields={REVIEW}
          value={{ ...settings?.review }}
          pointer="/settings/review"
          problems={problems}
          onChange={(review, key) => {
            const { review: _, ...rest } = settings ?? {}
            setSettings(Object.keys(review).length === 0 ? rest : { ...rest, review }, key)
          }}
          onDone={store.seal}
        />
      </section>
      <section aria-label="Limits" className="flex flex-col gap-3 border-line border-t pt-4">
        <h3 className="font-semibold text-sm">Limits</h3>
        <SchemaForm
          fields={LIMITS}
          value={{ ...settings }}
          pointer="/settings"
          problems={problems}
          onChange={(next, key) => setSettings(next, key)}
          onDone={store.seal}
        />
      </section>
    </div>
  )
}
