// query.mjs QUERY: what DuckDB answers, as JSON: a list of rows.
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const answer = await connection.runAndReadAll(process.argv[2]);
console.log(JSON.stringify(answer.getRowsJson()));
