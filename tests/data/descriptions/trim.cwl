#!/usr/bin/env cwl-runner
cwlVersion: v1.2
class: CommandLineTool
$namespaces:
  iana: https://www.iana.org/assignments/media-types/
  edam: http://edamontology.org/
id: trim
label: Trim an image
doc: |
  Cuts the edges of an image.

  Then it is smaller.
requirements:
  InlineJavascriptRequirement: {}
  ToolTimeLimit:
    timelimit: 120
hints:
  - class: DockerRequirement
    dockerPull: example/trim:1.0
baseCommand: [trim, --now]
arguments:
  - position: 5
    prefix: --work
    valueFrom: $(runtime.outdir)/w
  - "-x"
  - $(inputs.image.nameroot).txt
inputs:
  image:
    type: File
    label: The image
    format: iana:image/fits
    inputBinding: {position: 10}
  masks:
    type: File[]?
    format: [edam:format_3464]
    inputBinding: {prefix: -m, position: 2}
  edge:
    type: int
    default: 4
    doc: Pixels
    inputBinding: {prefix: --edge=, separate: false}
  bands:
    type: {type: array, items: string}
    default: [B, V]
    inputBinding: {prefix: --bands, itemSeparator: ","}
  method:
    type: ["null", {type: enum, symbols: [fast, slow]}]
    inputBinding: {prefix: --method}
  verbose:
    type: boolean
    default: true
    inputBinding: {prefix: -v}
  in-name:
    type: string?
    inputBinding: {prefix: --name, position: $(1 + 1)}
  folder: Directory?
  hidden: long?
stdout: trim.log
outputs:
  cut:
    type: File
    format: iana:image/fits
    outputBinding: {glob: "cut_$(inputs.edge).fits"}
  parts:
    type: File[]
    outputBinding: {glob: "parts/*.fits"}
  log: {type: stdout, doc: What it said}
  mean:
    type: float
    outputBinding: {glob: m.txt, loadContents: true, outputEval: "$(parseFloat(self[0].contents))"}
s:author: Ada
