// Tests of the reports.
