"""The official papers: each governorate's committee report and the national one, for any day, as known at any moment.

The same data and days give the same bytes, whoever asks and whenever. Only the refusal of days to come looks at the clock.
"""

from reports.issue import NATIONAL, committee_report, file_name, national_report, write_all

__all__ = ["NATIONAL", "committee_report", "file_name", "national_report", "write_all"]
