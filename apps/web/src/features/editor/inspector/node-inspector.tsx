import { bodyOf } from '@aob/ir/document'
import { canonicalType, NODE_TYPES, type WorkflowNode } from '@aob/schemas'
import { EllipsisVertical } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { typeLook } from '../../../ui/canvas/node-look.ts'
import { type FieldSchema, formFields, labelOf } from '../../../ui/forms/form-fields.ts'
import { SchemaForm } from '../../../ui/forms/schema-form.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { literalText } from '../../../ui/literal-text.ts'
import { Menu } from '../../../ui/menu.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { BodyField } from '../bodies/body-field.tsx'
import { useEditor, useEditorView, useProblems } from '../editor-context.ts'
import { ExpressionProvider } from '../expressions/expression-provider.tsx'
import { useMenuTools } from '../menus/menu-tools.ts'
import { nodeEntries } from '../menus/node-entries.tsx'
import { withChangedNode } from '../model/document-edit.ts'
import { selectWantedField } from '../model/editor-view.ts'
import { TypeIcon } from '../panels/type-icon.tsx'
import { InspectorHeader } from './inspector-header.tsx'
import { NodeJoin } from './join-field.tsx'
import { JsonTab } from './json-tab.ts'
import { noteLeaving } from './leaving-settings.ts'
import { NodeBehaviour } from './node-behaviour.tsx'
import { isName, NodeName } from './node-name.tsx'
import { OwnOutput } from './own-output.tsx'
import { SuggestedWorkflows } from './suggested-workflows.tsx'
import { UpstreamData } from './upstream-data.tsx'
import { useInsertion } from './use-insertion.ts'
import { useWantedField } from './use-wanted-field.ts'
import { useWriting } from './use-writing.ts'

interface NodeInspectorProps {
  node: WorkflowNode
  /** Its place in the document, for pointers. */
  index: number
}

/** Everything about one node: settings from its type's schema, behaviour in a run, and its JSON. */
export function NodeInspector({ node, index }: NodeInspectorProps) {
  const { store } = useEditor()
  const problems = useProblems()
  const own = useMemo(
    () => problems.filter((problem) => problem.pointer.startsWith(`/nodes/${index}/`) || problem.nodeId === node.id),
    [problems, index, node.id],
  )
  const [tab, setTab] = useState('settings')
  const wanted = useEditorView(selectWantedField)
  useEffect(() => {
    if (wanted?.startsWith(`/nodes/${index}/`) && !isName(wanted, index))
      setTab(isSetting(wanted, index) || (isJoin(wanted, index) && node.type === 'join') ? 'settings' : 'behaviour')
  }, [wanted, index, node.type])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <InspectorHeader
        icon={<TypeIcon type={node.type} />}
        title={<NodeName node={node} index={index} problems={own} />}
        kind={`${typeLook(node.type).label} · ${node.id}`}
        written={node.name && literalText(node.name) !== node.name ? literalText(node.name) : undefined}
        actions={<NodeMenu node={node} />}
      />
      <Tabs
        label="Node"
        className="flex-1"
        value={tab}
        onValueChange={setTab}
        tabs={[
          { value: 'settings', label: 'Settings', content: <NodeSettings node={node} index={index} problems={own} /> },
          { value: 'behaviour', label: 'In a run', content: <NodeBehaviour node={node} index={index} problems={own} /> },
          {
            value: 'json',
            label: 'JSON',
            content: (
              <JsonTab
                label="Node as JSON"
                pointer={`/nodes/${index}`}
                value={node}
                shape={{ kind: 'node', id: node.id }}
                onChange={(value) =>
                  store.edit(`edit ${node.id} as JSON`, (document) => replaceNode(document, node.id, value), { mergeKey: `json:${node.id}` })
                }
                onDone={store.seal}
              />
            ),
          },
        ]}
      />
    </div>
  )
}

const isSetting = (pointer: string, index: number) => `${pointer}/`.startsWith(`/nodes/${index}/config/`)
const isJoin = (pointer: string, index: number) => pointer.startsWith(`/nodes/${index}/join`)

function replaceNode<D extends { nodes: WorkflowNode[] }>(document: D, id: string, value: unknown): D {
  // The shape was checked before the value got here.
  return { ...document, nodes: document.nodes.map((node) => (node.id === id ? (value as WorkflowNode) : node)) }
}

function NodeSettings({ node, index, problems }: NodeInspectorProps & { problems: Parameters<typeof SchemaForm>[0]['problems'] }) {
  const { store } = useEditor()
  const insertion = useInsertion()
  const writing = useWriting()
  const known = canonicalType(node.type)
  const body = bodyOf(node)
  const drawn = body !== undefined
  const fields = useMemo(
    // A body that is a graph is drawn; its text is under “JSON”.
    () => (known ? formFields(NODE_TYPES[known].configSchema as FieldSchema).filter(({ key }) => key !== 'body' || !drawn) : []),
    [known, drawn],
  )
  const form = useRef<HTMLDivElement>(null)
  useWantedField(
    form,
    useCallback((pointer: string) => isSetting(pointer, index) || isJoin(pointer, index), [index]),
  )
  if (!known)
    return (
      <p className="p-4 text-ink-2">
        No node type named <code className="font-mono text-sm">{node.type}</code> is registered here. The node is kept as it is; what a run does with it is set
        under “In a run”. Its settings can be edited as JSON.
      </p>
    )
  const settings = (
    <SchemaForm
      // A field keeps what is typed and undone in it; the next node has fields of its own.
      key={node.id}
      fields={fields}
      value={node.config ?? {}}
      pointer={`/nodes/${index}/config`}
      problems={problems}
      onChange={(config, key) =>
        store.edit(`change ${labelOf(fields, key)} of ${node.name ?? node.id}`, (document) => withChangedNode(document, node.id, { config }), {
          mergeKey: `config:${node.id}:${key}`,
        })
      }
      onDone={store.seal}
    />
  )
  return (
    <div
      ref={form}
      className="flex flex-col gap-4 p-4"
      {...insertion.listeners}
      onFocusCapture={writing.onFocusCapture}
      onBlurCapture={(event) => {
        writing.onBlurCapture(event)
        noteLeaving(store, node.id, event)
      }}
    >
      <p className="text-ink-2 text-sm">{NODE_TYPES[known].description}</p>
      {body ? <BodyField nodeId={node.id} body={body} pointer={`/nodes/${index}/config/body`} problems={problems} /> : null}
      {known === 'join' ? <NodeJoin node={node} index={index} /> : null}
      <ExpressionProvider nodeId={node.id}>
        {fields.length === 0 ? null : known === 'workflow' ? <SuggestedWorkflows>{settings}</SuggestedWorkflows> : settings}
        <UpstreamData nodeId={node.id} onInsert={insertion.insert} />
        <OwnOutput node={node} />
      </ExpressionProvider>
    </div>
  )
}

function NodeMenu({ node }: { node: WorkflowNode }) {
  const tools = useMenuTools()
  return (
    <Menu entries={nodeEntries(tools, node)}>
      <IconButton label="More for this node" size="sm">
        <EllipsisVertical aria-hidden size={16} />
      </IconButton>
    </Menu>
  )
}
