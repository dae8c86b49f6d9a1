"""The official papers: each governorate's committee report and the national one, for any day, as known at any moment.

The same data and days give the same bytes, whoever asks and whenever. Only the refusal of days to come looks at the clock.
"""

from reports.forms.made import FORMS
from reports.issue.reports import NATIONAL, committee_report, file_name, national_report, report_document, write_all

__all__ = ["FORMS", "NATIONAL", "committee_report", "file_name", "national_report", "report_document", "write_all"]
