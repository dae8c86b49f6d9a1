"""Headings of our Arabic papers: of sections, tables, columns, charts and key figures, in Egyptian official wording."""

ORDINALS = (
    "أولًا", "ثانيًا", "ثالثًا", "رابعًا", "خامسًا", "سادسًا", "سابعًا", "ثامنًا", "تاسعًا", "عاشرًا", "حادي عشر", "ثاني عشر", "ثالث عشر",
    "رابع عشر", "خامس عشر", "سادس عشر", "سابع عشر", "ثامن عشر", "تاسع عشر", "عشرون",
)

HEADS = {
    "number": "م", "code": "الكود", "site": "الموقع", "markaz": "المركز", "readiness": "الجاهزية", "stage": "المرحلة",
    "register": "الإجمالي", "done": "تم", "confirmed": "مؤيد بمستند", "reported": "بإفادة اللجنة", "stale": "لم ترد بيانات حديثة",
    "in_progress": "جارٍ", "stalled": "متعثر", "not_started": "لم يبدأ", "not_applicable": "لا ينطبق", "share": "النسبة",
    "planned": "شهر التشغيل المخطط", "step": "المرحلة التالية", "body": "الجهة المسئولة عن المرحلة", "since": "منذ", "status": "الحالة",
    "waiting": "عدد المواقع", "late": "متأخر عن الخطة", "oldest": "أقدمها منذ", "last_news": "تاريخ آخر بيان", "silence": "أيام دون بيانات",
    "governorate": "المحافظة", "in_service": "دخل الخدمة", "left": "لم يدخل الخدمة", "silent": "لم ترد بيانات حديثة",
    "approver": "صاحب الموافقة", "waiver_reason": "سبب الاستثناء", "heard": "ورد موقفها", "completeness": "نسبة الاكتمال", "kind": "النوع",
}
"""Titles of columns."""

TITLES = {
    "summary": "الملخص التنفيذي", "stages": "موقف المراحل", "attention": "المتأخر والمعوقات والمرحلة التالية",
    "silent": "مواقع لم ترد عنها بيانات حديثة", "others": "مواقع أخرى بنطاق المحافظة", "governorates": "موقف المحافظات",
    "waves": "الموقف من شهور التشغيل المخططة", "obstacles": "المراحل التالية والجهات المسئولة عنها",
    "completeness": "اكتمال البيانات حسب المحافظة", "other_kinds": "المراكز التكنولوجية ومراكز خدمات مصر",
    "work_handover": "تسليم المباني", "work_utilities": "عدادات المرافق", "work_linking": "الربط الإلكتروني",
    "work_training": "تدريب العاملين", "work_offices": "مكاتب الجهات الشريكة", "work_service": "التشغيل ودخول الخدمة",
    "work_furnishing": "الأثاث والتجهيزات",
    "followup": "المعوقات وقرارات اللجنة", "national_followup": "المعوقات بحسب الجهات المسئولة", "asked": "المطلوب من الجهات",
    "restated": "بيانات معتمدة عُدلت بعد آخر تقرير صادر", "restated_first": "بيانات معتمدة عُدلت منذ اعتمادها",
    "restated_annex": "ملحق ({number}): بيان البيانات المعتمدة التي عُدلت", "ranking": "ترتيب المحافظات", "curve": "التشغيل المخطط والفعلي",
    "work_plan": "الموقف من المواعيد المخططة", "work": "موقف مجالات العمل والمتأخر منها",
    "annex": "ملحق ({number}): الموقف التنفيذي للمواقع حسب المرحلة", "overdue_annex": "ملحق ({number}): بيان المتأخر عن موعده",
}
"""Headings of sections; each section before the annexes has its ordinal before it."""

CAPTIONS = {
    "execution": "موقف التنفيذ في كل مرحلة", "certainty": "مدى توثيق بيانات كل مرحلة", "by_body": "بحسب الجهة المسئولة عن المرحلة",
    "late_sites": "المواقع المتأخرة أو المتعثرة", "waivers": "مواقع أُنهيت بها مراحل باستثناء",
    "of_kind": "{kind} بالمحافظات", "by_stage": "ما تم الانتهاء منه بكل مرحلة بالمحافظات",
    "by_result": "ما دخل الخدمة وما تأخر بالمحافظات", "figure": "شكل ({number}): {what}", "stage_chart": "موقف المراحل بعدد المواقع",
    "history_chart": "تطور نسبة المراحل المنتهية ونسبة ما دخل الخدمة", "governorate_chart": "موقف المواقع بالمحافظات",
}

SERIES = {
    "done_confirmed": "تم، مؤيد بمستند", "done_reported": "تم، بإفادة اللجنة", "done_stale": "تم، ولم ترد بيانات حديثة",
    "stages_done": "نسبة المراحل المنتهية", "in_service": "نسبة ما دخل الخدمة", "served": "دخل الخدمة", "late": "متأخر عن شهره المخطط",
    "moving": "جارٍ العمل به", "untouched": "لم يبدأ",
}

KEY_FIGURES = {
    "register": "إجمالي المواقع", "in_service": "دخل الخدمة", "readiness": "متوسط الجاهزية", "late": "متأخر عن شهره المخطط",
    "stalled": "متعثر", "silent": "لم ترد بيانات حديثة",
}
