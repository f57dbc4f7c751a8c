// Package labs holds the labs: a text (NN-name.md, and in zh-CN the same in Chinese),
// the scenario that it runs (NN-name.yaml), and its questions
// (NN-name.questions.yaml). There is no code here: lab/internal/course reads them.
package labs

import "embed"

// Files are the labs.
//
//go:embed *.yaml *.md zh-CN/*.md
var Files embed.FS
