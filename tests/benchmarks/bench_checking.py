"""How long it takes to check a normal coding: two reports, sixty values. Budget: 3 ms."""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from annotator.domain.checking import check
from tests.drafts import COMPLETE_ARTICLE, COMPLETE_GROUPS, Draft


def _a_normal_coding() -> Draft:
    draft = Draft()
    for field, answer in COMPLETE_ARTICLE.items():
        draft.put(field, answer)
    for _ in range(2):
        report_id = draft.complete_report()
        for level, answers in COMPLETE_GROUPS.items():
            draft.group(report_id, level, answers)
        draft.group(report_id, "victim_group", COMPLETE_GROUPS["victim_group"])
        draft.group(report_id, "perpetrator", COMPLETE_GROUPS["perpetrator"])
    return draft


def test_checking_a_coding_of_two_reports_and_sixty_values(benchmark: BenchmarkFixture) -> None:
    draft = _a_normal_coding()
    coding, codebook, article = draft.coding, draft.codebook, draft.article
    assert 55 <= len(list(coding.values())) <= 65
    problems = benchmark(check, coding, codebook, article)
    assert {problem.rule for problem in problems} <= {"R05", "R06"}
