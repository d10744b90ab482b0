import { KeptTexts } from '../../../ui/forms/kept-text.ts'
import { BodyInspector } from '../bodies/body-inspector.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument, selectSelection } from '../model/editor-store.ts'
import { EdgeInspector } from './edge-inspector.tsx'
import { NodeInspector } from './node-inspector.tsx'
import { seenWhileTyped } from './seen-while-typed.ts'
import { SelectionInspector } from './selection-inspector.tsx'
import { useTextKeeper } from './text-keeper.ts'
import { WorkflowInspector } from './workflow-inspector.tsx'

/** Settings of whatever is selected; of the workflow itself when nothing is. */
export function Inspector() {
  const { inside } = useEditor()
  const document = useEditorState(selectDocument)
  const { nodes, edges } = useEditorState(selectSelection)
  const node = nodes.length === 1 ? document.nodes.find((candidate) => candidate.id === nodes[0]) : undefined
  const edge = nodes.length === 0 && edges.length === 1 ? document.edges.find((candidate) => candidate.id === edges[0]) : undefined
  const keeper = useTextKeeper(node ? 'node' : edge ? 'edge' : 'workflow', node?.id ?? edge?.id)
  if (!node && !edge && nodes.length + edges.length > 1) return <SelectionInspector nodeIds={nodes} edgeIds={edges} />
  return (
    <KeptTexts.Provider value={keeper}>
      <div className="contents" onInput={seenWhileTyped}>
        {node ? (
          <NodeInspector key={node.id} node={node} index={document.nodes.indexOf(node)} />
        ) : edge ? (
          <EdgeInspector key={edge.id} edge={edge} index={document.edges.indexOf(edge)} />
        ) : inside ? (
          <BodyInspector inside={inside} />
        ) : (
          <WorkflowInspector />
        )}
      </div>
    </KeptTexts.Provider>
  )
}
