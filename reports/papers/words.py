"""The wording of the papers of supply, as Egyptian stores and purchasing departments write it."""

HEADS = {
    "number": "م", "item": "الصنف", "unit": "الوحدة", "site": "الموقع", "to_site": "المنقول إليه", "quantity": "الكمية",
    "counted": "الوارد بالعد", "received": "الوارد", "booked": "الرصيد الدفتري", "present": "الموجود", "accepted": "المقبول",
    "rejected": "المرفوض", "short": "العجز",
    "surplus": "الزيادة", "conformity": "المطابقة", "reason": "الأسباب", "price": "سعر الوحدة (جنيه)", "value": "القيمة (جنيه)",
    "drawn": "الحالة",
}
"""Titles of the columns of rows."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "signing": ("item", "unit", "quantity"),
    "increase": ("item", "unit", "quantity", "reason"),
    "decrease": ("item", "unit", "site", "quantity", "reason"),
    "order": ("item", "unit", "site", "quantity", "price", "value"),
    "receipt": ("item", "unit", "site", "counted", "short", "surplus"),
    "inspection": ("item", "unit", "site", "received", "accepted", "rejected", "short", "conformity", "reason"),
    "addition": ("item", "unit", "site", "quantity", "price", "value"),
    "rejection": ("item", "unit", "site", "rejected_of", "reason"),
    "transfer": ("item", "unit", "site", "to_site", "quantity", "drawn"),
    "return": ("item", "unit", "site", "quantity", "reason"),
    "write_off": ("item", "unit", "site", "quantity", "reason"),
    "audit": ("item", "unit", "site", "booked", "present", "short", "surplus", "reason"),
    "counter": ("item", "unit", "site", "quantity", "drawn", "reason"),
}
USUAL_COLUMNS = ("item", "unit", "site", "quantity")

OPENINGS = {
    "signing": "بيان الأصناف والكميات المتعاقد عليها بموجب العقد المشار إليه:",
    "increase": "تقرر تعديل العقد المشار إليه بزيادة الكميات الآتية بذات الأسعار والشروط:",
    "decrease": "تقرر تعديل العقد المشار إليه بخفض الكميات الآتية بذات الأسعار والشروط:",
    "allotment": "خُصصت الكميات الآتية من أصناف العقد المشار إليه للمواقع المبينة قرين كل منها:",
    "deallotment": "سُحب تخصيص الكميات الآتية من المواقع المبينة قرين كل منها:",
    "delivery": "بيان الأصناف الواردة بإذن التوريد المقدم من المورد:",
    "replacement": "بيان الأصناف الواردة من المورد بدلًا من الأصناف المرفوضة:",
    "receipt": "استُلمت الأصناف الآتية استلامًا مؤقتًا بالعدد دون فحص، على ذمة لجنة الفحص والاستلام، ب{store}:",
    "addition": "تُضاف إلى عهدة {store} الأصناف الآتية التي قبلتها لجنة الفحص والاستلام:",
    "issue": "تُصرف من عهدة {store} الأصناف الآتية إلى المواقع المبينة قرين كل منها:",
    "installation": "تم تركيب الأصناف الآتية بالمواقع المبينة قرين كل منها، وسُلمت عهدةً إلى مدير الموقع بحالة سليمة:",
    "service": "دخلت الأصناف الآتية الاستخدام الفعلي بالمواقع المبينة قرين كل منها:",
    "withdrawal": "سحب مندوب المورد من {store} الأصناف المرفوضة الآتية:",
    "transfer": "تُنقل الأصناف الآتية من الموقع المبين قرين كل منها إلى الموقع المنقول إليه:",
    "return": "سُلمت الأصناف الآتية للإصلاح:",
    "restoration": "أُعيدت الأصناف الآتية بعد إصلاحها:",
    "write_off": "تقرر تكهين الأصناف الآتية للأسباب المبينة قرين كل منها:",
    "audit": "تم جرد الموجود من الأصناف بالمواقع المبينة قرين كل منها، وأسفر الجرد عما يأتي:",
    "found": "وُجدت الأصناف الآتية التي سبق إثبات عجز فيها:",
    "surplus_back": "تُرد إلى المورد الأصناف الآتية الواردة زيادة على أمر التوريد:",
    "surplus_kept": "تقرر الاحتفاظ بالأصناف الآتية الواردة زيادة، وتُحسب من المطلوب توريده:",
    "counter": "يُصحح بهذا المحضر ما أُثبت بالورقة المشار إليها من كميات الأصناف الآتية:",
}
"""What introduces the rows; orders, minutes of inspection and letters of rejection have sentences of their own."""

COMMITTEE_MET = (
    "إنه في يوم {weekday} الموافق {day} اجتمعت لجنة الفحص والاستلام{decision} ب{store}، وقامت بفحص الأصناف الواردة من المورد "
    "ومعاينتها ومطابقتها على الشروط والمواصفات، وأثبتت ما يأتي:"
)
FORMED_BY, DECIDED_ON = " المشكلة بالقرار رقم {decision}", " المؤرخ {day}"
AT_SITE = "الموقع"
DECIDED = "قرار اللجنة: {decision}"
ALL_ACCEPTED = "قبول جميع الأصناف الموضحة لمطابقتها للشروط والمواصفات، وإضافتها إلى العهدة."
ALL_REJECTED = (
    "رفض جميع الأصناف الموضحة للأسباب المبينة قرين كل منها، وإخطار المورد بسحبها وتوريد بديل مطابق لها."
)
PART_REJECTED = (
    "قبول ما ثبتت مطابقته وإضافته إلى العهدة، ورفض غير المطابق للأسباب المبينة قرين كل صنف، وإخطار المورد بسحب المرفوض وتوريد بديل "
    "مطابق له."
)
ONLY_SHORT = "إثبات العجز الموضح قرين كل صنف، ومطالبة المورد باستكماله."
CONFORMS, CONFORMS_IN_PART, DOES_NOT_CONFORM, NOTHING_SEEN = "مطابق", "مطابق جزئيًا", "غير مطابق", "—"

TO = "السادة / {supplier}"
GREETING = "تحية طيبة وبعد،،،"
CLOSING = "وتفضلوا بقبول فائق الاحترام،،،"
ORDERING = (
    "بالإشارة إلى العقد رقم {contract} المؤرخ {signed}، يرجى توريد الأصناف الآتية إلى المواقع المبينة قرين كل منها، في موعد غايته {due}، "
    "على أن تبدأ مدة التوريد من اليوم التالي لإخطاركم بهذا الأمر{notified}."
)
NOTIFIED_ON = " في {day}"
REJECTED = (
    "بالإشارة إلى {minutes}، نحيطكم علمًا بأن لجنة الفحص والاستلام قررت رفض الأصناف الآتية الموردة من قبلكم بموجب العقد رقم {contract}، "
    "وذلك للأسباب المبينة قرين كل منها:"
)
REQUEST = (
    "لذا يرجى سحب الأصناف المرفوضة من {store} في موعد غايته {due}، وتوريد بديل عنها مطابق للشروط والمواصفات. وفي حالة التأخر عن هذا "
    "الموعد تُتخذ الإجراءات المقررة قانونًا، وتتحملون ما يترتب على بقائها من نفقات التخزين."
)

FACTS = {
    "contract": "العقد:", "supplier": "المورد:", "governorate": "المحافظة:", "store": "المخزن:", "keeper": "أمين المخزن:",
    "own_number": "رقم إذن المورد:", "due_on": "", "follows": "بناءً على:", "orders": "بموجب:", "rows": "عدد البنود:",
    "corrects": "تصحيح:", "decision": "قرار تشكيل اللجنة:",
}
NUMBER, DAY, CONTRACT_NUMBER = "الرقم:", "التاريخ:", "رقم العقد:"
NUMBERED = "{title} رقم {number} المؤرخ {day}"
CONTRACT_WORDS = "{name} رقم {number} المؤرخ {day}"
NOTE = "ملاحظات: {note}"
IN_WORDS = "إجمالي القيمة {amount} ({words})."
SIGNING = ("الصفة", "الاسم", "الوظيفة", "التوقيع", "التاريخ")
SIGNATURE_OF = "توقيع {name}، {part}"
DRAFT, DROPPED = "مسودة", "ملغاة"
DRAFT_FOOTER, DROPPED_FOOTER, CLOSED_FOOTER = "مسودة لا يُعتد بها قبل قيدها", "مسودة أُلغيت ولا يُعتد بها", "قُيد في {moment}"
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
