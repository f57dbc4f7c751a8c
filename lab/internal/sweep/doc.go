// Package sweep runs a scenario at many points of its parameters with many seeds.
//
// A Plan says all that results depend on: the files, the changes that are made to them,
// the axes, the seeds and the version of the program; its hash names it. Run i of it is
// the same wherever and whenever it is done. Runs are done in parts, each a Parquet file
// with the plan's hash, and Merge puts parts together: the result depends on the plan
// alone, and not on how many parts there were, who did them, and in which order.
//
// An Axis has a list of values, a range in equal steps, or one in equal ratios. A plan is
// the grid of all, or a Latin hypercube: so many points, of which each axis has one in
// each of as many equal pieces of its range.
//
// The package opens no files; see lab/cli.
package sweep
